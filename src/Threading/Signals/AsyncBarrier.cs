using System.Diagnostics;
using System.Threading.Tasks.Sources;

namespace AsyncRace.Threading;

/// <summary>
/// A point that a fixed number of tasks pass together: each waits there until all have come. Then it can be used again.
/// </summary>
/// <remarks>
/// <para><b>Generations.</b> While the tasks that have met leave the barrier, it drains: who comes again waits until it is empty, so no task
/// can slip into the generation that is leaving.</para>
/// <para><b>Cancellation.</b> A token that is already cancelled always throws. A task that is cancelled while it waits leaves; the barrier
/// stays whole and waits for another in its place.</para>
/// <para><b>Reset and abort.</b> <see cref="Reset"/> throws out the tasks that are inside, and the barrier can be used again;
/// <see cref="Abort"/> throws out everybody and leaves it broken until it is reset.</para>
/// <para><b>Where continuations run.</b> On the captured <see cref="SynchronizationContext"/> or <see cref="TaskScheduler"/>, otherwise on
/// the thread pool, in the order in which the tasks came.</para>
/// <para><b>Thread safety.</b> Every member may be called from any thread and from any event loop. The barrier needs no disposal. Waiting
/// allocates nothing once the process has warmed up, unless an earlier generation is still leaving. A task is inside until it has seen that it
/// may leave, so await every wait.</para>
/// </remarks>
/// <example>
/// <code>
/// private readonly AsyncBarrier _ready = new(participantCount: 3);
///
/// private async Task WorkAsync()
/// {
///     await LoadAsync();
///     if (await _ready.WaitAsync() == 0) // one of the three gets 0
///         Console.WriteLine("all loaded");
///     await ComputeAsync();
/// }
/// </code>
/// </example>
[DebuggerDisplay("{ToString(),nq}")]
[DebuggerTypeProxy(typeof(DebugView))]
public sealed class AsyncBarrier : IWaitTarget
{
    private readonly AsyncLoop? _loop;

    // Only the queue bit is used of the word: everything below belongs to whoever has it.
    private long _state;

    /// <summary>Those who wait for the others of their generation to come.</summary>
    private WaitList _fillers;

    /// <summary>Those who came while the generation before them was leaving.</summary>
    private WaitList _blocked;

    private Phase _phase;

    /// <summary>How many of the generation have come and not left.</summary>
    private int _inside;

    /// <summary>Makes a barrier.</summary>
    /// <param name="participantCount">How many tasks pass it together; at least 1.</param>
    /// <param name="loop">If given, waits may suspend on this loop only: elsewhere they throw <see cref="InvalidOperationException"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    public AsyncBarrier(int participantCount, AsyncLoop? loop = null)
    {
        _loop = loop;
        if (participantCount < 1)
            throw new ArgumentOutOfRangeException(nameof(participantCount), participantCount, "A barrier needs at least one participant.");
        ParticipantCount = participantCount;
    }

    private enum Phase
    {
        Filling,
        Draining,
        Resetting,
        Broken,
    }

    /// <summary>How many tasks pass the barrier together.</summary>
    public int ParticipantCount { get; }

    /// <summary>How many tasks wait for the others to come; 0 while they leave.</summary>
    public int WaitingCount => _phase == Phase.Filling ? Volatile.Read(ref _inside) : 0;

    /// <summary>Whether the barrier was aborted, and not reset since.</summary>
    public bool IsBroken => _phase == Phase.Broken;

    /// <summary>Waits until all participants have come.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Which of the participants the caller was: the first to come is 0. Await the task exactly once.</returns>
    /// <exception cref="BrokenBarrierException">The barrier was reset or aborted meanwhile, or is broken.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the caller does not count any more.</exception>
    public ValueTask<int> WaitAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return Canceled.Of<int>(cancellationToken);
        return TryEnter(Timeout.InfiniteTimeSpan, cancellationToken) is { } waiter
            ? new ValueTask<int>(waiter, waiter.Version)
            : EnterAfterDrainAsync(cancellationToken);
    }

    /// <summary>Waits until all participants have come, for a limited time.</summary>
    /// <param name="timeout">How long to wait: <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Which of the participants the caller was; null if the others did not come in time, and then the caller does not count any
    /// more. Await the task exactly once.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, or over <see cref="int.MaxValue"/> milliseconds.</exception>
    /// <exception cref="BrokenBarrierException">The barrier was reset or aborted meanwhile, or is broken.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the caller does not count any more.</exception>
    public ValueTask<int?> TryWaitAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        Deadline.Validate(timeout);
        if (cancellationToken.IsCancellationRequested)
            return Canceled.Of<int?>(cancellationToken);
        return TryEnter(timeout, cancellationToken) is { } waiter
            ? new ValueTask<int?>(waiter, waiter.Version)
            : TryEnterAfterDrainAsync(timeout, cancellationToken);
    }

    /// <summary>
    /// Makes the barrier whole: the tasks inside get a <see cref="BrokenBarrierException"/>, and when they have left it can be used again.
    /// </summary>
    public void Reset()
    {
        StateWord.Enter(ref _state);
        _phase = _inside > 0 ? Phase.Resetting : Phase.Filling;
        Waiter? thrownOut = _fillers.DequeueMany(int.MaxValue);
        StateWord.Exit(ref _state, 0);
        WaitList.CompleteAll(thrownOut);
    }

    /// <summary>Breaks the barrier: everybody who waits gets a <see cref="BrokenBarrierException"/>, and so does who comes until it is reset.</summary>
    public void Abort()
    {
        StateWord.Enter(ref _state);
        _phase = Phase.Broken;
        Waiter? thrownOut = _fillers.DequeueMany(int.MaxValue), turnedAway = _blocked.DequeueMany(int.MaxValue);
        StateWord.Exit(ref _state, 0);
        WaitList.CompleteAll(thrownOut);
        while (turnedAway is { } waiter)
        {
            turnedAway = waiter.Next;
            waiter.Next = null;
            waiter.Complete(Outcome.Failed, IsBrokenError());
        }
    }

    /// <summary>Says the state and how many wait, for example <c>AsyncBarrier [filling, waiters:2/5]</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        Phase phase = _phase;
        string state = phase switch
        {
            Phase.Filling => "filling",
            Phase.Draining => "draining",
            Phase.Resetting => "resetting",
            _ => "broken",
        };
        return $"{nameof(AsyncBarrier)} [{state}{(phase == Phase.Broken ? "" : $", waiters:{WaitingCount}/{ParticipantCount}")}]";
    }

    void IWaitTarget.Withdraw(Waiter waiter, Outcome outcome)
    {
        StateWord.Enter(ref _state);
        bool withdrawn = waiter.CanWithdraw(this, outcome);
        if (withdrawn)
        {
            if (waiter is BarrierWaiter)
            {
                _fillers.Remove(waiter);
                _inside--;
            }
            else
            {
                _blocked.Remove(waiter);
            }
        }

        StateWord.Exit(ref _state, 0);
        if (withdrawn)
            waiter.Complete(outcome);
    }

    void IWaitTarget.PassOn(Waiter waiter)
    {
        // The barrier has let everybody pass: nobody else can have this one's place.
    }

    private static BrokenBarrierException IsBrokenError() => new("The barrier is broken: it was aborted. Reset makes it whole again.");

    /// <summary>Under the queue bit: tells who passes which of them it was. Not before: who was cancelled leaves no gap.</summary>
    private static void Number(Waiter? passed)
    {
        for (int index = 0; passed is BarrierWaiter waiter; passed = waiter.Next)
            waiter.Index = index++;
    }

    /// <summary>Adds the caller to the generation that is filling.</summary>
    /// <returns>Null if a generation is leaving, and the caller has to wait for that first.</returns>
    /// <remarks>Also the task that completes the generation gets a waiter: like the others it is inside until it has seen that it may leave.</remarks>
    private BarrierWaiter? TryEnter(TimeSpan timeout, CancellationToken cancellationToken)
    {
        LoopBinding.Check(_loop, this);
        BarrierWaiter waiter = BarrierWaiter.Rent();
        waiter.Begin(this, cancellationToken, timeout);
        Waiter? passed = null;
        StateWord.Enter(ref _state);
        Phase phase = _phase;
        if (phase == Phase.Filling)
        {
            _fillers.Enqueue(waiter, this);
            if (++_inside == ParticipantCount)
            {
                _phase = Phase.Draining;
                passed = _fillers.DequeueMany(int.MaxValue);
                Number(passed);
            }
        }

        StateWord.Exit(ref _state, 0);
        switch (phase)
        {
            case Phase.Filling when passed is null:
                waiter.Watch();
                return waiter;
            case Phase.Filling:
                WaitList.CompleteAll(passed);
                return waiter;
            case Phase.Broken:
                waiter.Complete(Outcome.Failed, IsBrokenError());
                return waiter;
            default:
                waiter.Discard();
                return null;
        }
    }

    /// <remarks>Not by a method builder that pools: a result that is asked for too early would put the running method back into that pool.</remarks>
    private async ValueTask<int> EnterAfterDrainAsync(CancellationToken cancellationToken) =>
        (await TryEnterAfterDrainAsync(Timeout.InfiniteTimeSpan, cancellationToken)).GetValueOrDefault();

    private async ValueTask<int?> TryEnterAfterDrainAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var countdown = new Countdown(timeout);
        while (true)
        {
            if (BlockWhileDraining(countdown.Left, cancellationToken) is { } blocked && !await blocked.AsTimedTask())
                return null;
            if (TryEnter(countdown.Left, cancellationToken) is { } waiter)
                return await new ValueTask<int?>(waiter, waiter.Version);
        }
    }

    /// <returns>Null if no generation is leaving any more.</returns>
    private SignalWaiter? BlockWhileDraining(TimeSpan timeout, CancellationToken cancellationToken)
    {
        SignalWaiter waiter = SignalWaiter.Rent();
        waiter.Begin(this, cancellationToken, timeout);
        StateWord.Enter(ref _state);
        bool drains = _phase is Phase.Draining or Phase.Resetting;
        if (drains)
            _blocked.Enqueue(waiter, this);
        StateWord.Exit(ref _state, 0);
        if (!drains)
        {
            waiter.Discard();
            return null;
        }

        waiter.Watch();
        return waiter;
    }

    /// <summary>Lets one out; after the last, lets those in who came meanwhile.</summary>
    /// <returns>Whether it passed; false if the barrier was reset or aborted while it was inside.</returns>
    private bool Leave()
    {
        Waiter? admitted = null;
        StateWord.Enter(ref _state);
        bool whole = _phase == Phase.Draining;
        if (--_inside == 0 && _phase != Phase.Broken)
        {
            _phase = Phase.Filling;
            admitted = _blocked.DequeueMany(int.MaxValue);
        }

        StateWord.Exit(ref _state, 0);
        WaitList.CompleteAll(admitted);
        return whole;
    }

    private sealed class BarrierWaiter : Waiter, IValueTaskSource<int>, IValueTaskSource<int?>
    {
        internal int Index;

        protected override bool CanPassOn => false;

        int IValueTaskSource<int>.GetResult(short token) => Pass(token).GetValueOrDefault();

        int? IValueTaskSource<int?>.GetResult(short token) => Pass(token);

        ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => GetStatus(token);

        ValueTaskSourceStatus IValueTaskSource<int?>.GetStatus(short token) => GetStatus(token);

        void IValueTaskSource<int>.OnCompleted(
            Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            OnCompleted(continuation, state, token, flags);

        void IValueTaskSource<int?>.OnCompleted(
            Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            OnCompleted(continuation, state, token, flags);

        internal static BarrierWaiter Rent() => (BarrierWaiter?)Pool<Kind>.Rent() ?? new BarrierWaiter();

        protected override void ReturnToPool() => Pool<Kind>.Return(this);

        private readonly struct Kind;

        private int? Pass(short token)
        {
            if (!Consume(token))
            {
                Recycle();
                return null;
            }

            bool passed = ((AsyncBarrier)Target).Leave();
            int index = Index;
            Recycle();
            return passed ? index : throw new BrokenBarrierException();
        }
    }

    private sealed class DebugView(AsyncBarrier barrier)
    {
        public bool IsBroken => barrier.IsBroken;

        /// <summary>Those who wait for the others to come, in order.</summary>
        public WaiterView[] Waiters => WaiterView.Of(ref barrier._state, ref barrier._fillers);

        /// <summary>Those who came while the generation before them was leaving, in order.</summary>
        public WaiterView[] WaitersForTheNextGeneration => WaiterView.Of(ref barrier._state, ref barrier._blocked);
    }
}
