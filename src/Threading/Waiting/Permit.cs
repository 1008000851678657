using System.Diagnostics;

namespace AsyncRace.Threading;

/// <summary>
/// One of several simultaneous entries, as its releaser sees it: something that can be given back exactly once. The version tells the
/// releaser whether the recycled permit is still its own.
/// </summary>
internal sealed class Permit : Pooled
{
    private long _version;

    /// <summary>When it was rented; 0 unless that is counted.</summary>
    private long _since;

    /// <summary>In checked mode: notices that the permit, which then is nobody else's ever after, was forgotten.</summary>
    private Lease? _lease;

    internal static Permit Rent(object primitive, Acquisition? acquisition, out long version)
    {
        Permit permit = acquisition is null
            ? (Permit?)Pool<Kind>.Rent() ?? new Permit()
            : new Permit { _lease = new Lease(primitive, acquisition) };
        if (ThreadingEventSource.IsOn)
            permit._since = Stopwatch.GetTimestamp();
        version = permit._version;
        return permit;
    }

    /// <summary>Whether the entry has not ended yet.</summary>
    internal bool IsCurrent(long version) => Volatile.Read(ref _version) == version;

    /// <returns>Whether this call ended the entry; false if it had ended before.</returns>
    internal bool TryEnd(long version)
    {
        if (Interlocked.CompareExchange(ref _version, version + 1, version) != version)
            return false;
        if (_since != 0)
            CountHold();
        if (_lease is null)
            Pool<Kind>.Return(this);
        else
            _lease.EndHold();
        return true;
    }

    private void CountHold()
    {
        ThreadingEventSource.Log.Held(Stopwatch.GetTimestamp() - _since);
        _since = 0;
    }

    private readonly struct Kind;
}
