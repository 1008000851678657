using System.Diagnostics;

namespace AsyncRace.Threading;

/// <summary>What is known of a primitive that is checked, or whose hold times are counted.</summary>
internal sealed class Watch
{
    private readonly object _primitive;
    private readonly CallSite? _madeAt;
    private long _heldSince;

    private Watch(object primitive, bool isChecked)
    {
        _primitive = primitive;
        IsChecked = isChecked;
        _madeAt = isChecked ? CallSite.Capture() : null;
    }

    internal bool IsChecked { get; }

    /// <summary>Whether there is anything to watch for now; counters can be switched off.</summary>
    internal bool IsActive => IsChecked || ThreadingEventSource.IsOn;

    internal object Primitive => _primitive;

    /// <summary>Of a lock in checked mode, who holds it; the lock's, under its queue bit.</summary>
    internal Acquisition? Holder { get; private set; }

    /// <summary>In which orders it was taken together with others.</summary>
    internal LockOrder Order { get; } = new();

    /// <returns>Null if checked mode is off.</returns>
    internal static Watch? IfChecked(object primitive) => CheckedMode.IsEnabled ? new Watch(primitive, isChecked: true) : null;

    internal static Watch ForCounters(object primitive) => new(primitive, isChecked: false);

    /// <summary>Somebody asks to come in: reports what is wrong with that, and adds it to the flow.</summary>
    /// <param name="entry">How.</param>
    /// <param name="isEndless">Whether the caller would wait without a limit. One that gives up after a time ends no deadlock well, but ends it.</param>
    internal Acquisition? Request(Entry entry, bool isEndless)
    {
        if (!IsChecked)
            return null;
        CallSite? site = CallSite.Capture();
        if (entry == Entry.Counted)
            return new Acquisition(this, entry, site, null);
        Acquisition? outer = Flow.Current;
        var acquisition = new Acquisition(this, entry, site, outer);
        if (isEndless)
            Check(acquisition);
        Flow.Push(acquisition);
        return acquisition;
    }

    /// <summary>A holder that waits for a condition will come back to its lock, with whatever else it holds by then.</summary>
    internal void RequestAgain(Acquisition holder) => CheckOrder(new Acquisition(this, holder.Entry, CallSite.Capture(), Flow.Current));

    /// <summary>Under the queue bit: a lock has a new holder.</summary>
    internal void BeginHold(Acquisition? holder)
    {
        Holder = holder;
        holder?.Hold();
        _heldSince = ThreadingEventSource.IsOn ? Stopwatch.GetTimestamp() : 0;
    }

    /// <summary>Under the queue bit: the holder has left.</summary>
    /// <returns>How long it was inside; 0 if that was not measured.</returns>
    internal long EndHold()
    {
        Holder?.End();
        Holder = null;
        long since = _heldSince;
        _heldSince = 0;
        return since == 0 ? 0 : Math.Max(1, Stopwatch.GetTimestamp() - since);
    }

    /// <summary>The primitive, and where it was made.</summary>
    public override string ToString() => _madeAt is null ? $"{_primitive}" : $"{_primitive} (made in {_madeAt})";

    private void Check(Acquisition asked)
    {
        for (Acquisition? held = asked.Outer; held is not null; held = held.Outer)
        {
            if (held.IsHeld && ReferenceEquals(held.Watch, this) && !(held.Entry == Entry.Upgradeable && asked.Entry == Entry.Upgrade))
            {
                CheckedMode.Report(new LockIncident(LockIncidentKind.SelfDeadlock, _primitive, WaitsForItself(held, asked)));
                return;
            }
        }

        CheckOrder(asked);
    }

    private void CheckOrder(Acquisition asked)
    {
        for (Acquisition? held = asked.Outer; held is not null; held = held.Outer)
        {
            if (held.IsHeld && !ReferenceEquals(held.Watch, this) && LockOrder.Learn(held, asked) is { } earlier)
            {
                CheckedMode.Report(new LockIncident(
                    LockIncidentKind.LockOrderInversion,
                    _primitive,
                    $"Locks are taken in different orders, which is a deadlock once both happen at the same time. Here {held.Watch} is taken in {held} "
                    + $"and then {this} in {asked}; before, {earlier}. Take them in the same order everywhere."));
            }
        }
    }

    private string WaitsForItself(Acquisition held, Acquisition asked) =>
        $"{this} is waited for by the flow that holds it: taken in {held}, and asked for again in {asked}. "
        + (held.Entry == Entry.Shared && asked.Entry == Entry.Shared
            ? "As soon as a writer waits in between, the second read waits for the writer, and the writer for the first. "
            : "That wait can never end. ")
        + "The lock is not reentrant: split the inner method into one that locks and one that expects the lock to be held.";
}
