using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace AsyncRace.Threading;

/// <summary>
/// One wait: the node in a primitive's wait list, and what backs the <see cref="ValueTask"/> that the waiting caller got. Recycled when
/// its result has been taken.
/// </summary>
/// <remarks>
/// <para>
/// The life of a wait: <see cref="Begin"/>, <see cref="WaitList.Enqueue"/> under the queue bit, <see cref="Watch"/> outside it;
/// then exactly one <see cref="Complete"/>, by whoever took it out of the list; then exactly one <see cref="Consume"/>, by the awaiting
/// caller.
/// </para>
/// <para>
/// Handled wrongly, a value task must not corrupt the queue. So everything that comes in from outside names its version, and whatever it
/// changes is decided by one compare-and-swap on <see cref="_ticket"/>, which holds that version: a caller with an old value task always
/// loses, however late it comes. The wrong caller gets an exception, and never from <see cref="OnCompleted"/>, where it would end the process.
/// </para>
/// </remarks>
internal abstract class Waiter : Pooled, IValueTaskSource, IValueTaskSource<bool>
#if !NETSTANDARD2_0
    , IThreadPoolWorkItem
#endif
{
    /// <summary>In the continuation's slot: the result can be taken.</summary>
    private static readonly Action<object?> Completed = static _ => throw new InvalidOperationException();

    /// <summary>In the continuation's slot: a thread is blocked in <see cref="Block"/>.</summary>
    private static readonly Action<object?> Blocked = static _ => throw new InvalidOperationException();

    private static readonly Action<object?> CancelCallback = static waiter => ((Waiter)waiter!).OnCanceled();
    private static readonly TimerCallback TimeoutCallback = static waiter => ((Waiter)waiter!).OnTimeout();
    private static readonly SendOrPostCallback PostCallback = static waiter => ((Waiter)waiter!).Execute();
    private static readonly Action<object?> TaskCallback = static waiter => ((Waiter)waiter!).Execute();
    private static readonly ContextCallback ContextCallback = static waiter => ((Waiter)waiter!).Resume();

    /// <summary>The version, and below it a <see cref="Claim"/> and a <see cref="Verdict"/>.</summary>
    private int _ticket;

    private Outcome _outcome;

    /// <summary>Whether <see cref="_extras"/> is in use for this wait.</summary>
    private bool _hasExtras;
    private WaitExtras? _extras;
    private Exception? _failure;
    private Action<object?>? _continuation;
    private object? _continuationState;
    private object? _context;

    /// <summary>The neighbours in the list; <see cref="Next"/> also links waiters that were taken out of it together.</summary>
    internal Waiter? Next;

    internal Waiter? Previous;

    /// <summary>Where the waiter is queued; changes only under the queue bit of that list's owner.</summary>
    internal Place Place;

    /// <summary>What is waited for.</summary>
    internal IWaitTarget Target { get; private set; } = null!;

    /// <summary>What to hand to the <see cref="ValueTask"/> of this wait.</summary>
    internal short Version => VersionOf(Volatile.Read(ref _ticket));

    /// <summary>Whether a thread is blocked on this wait, rather than a continuation attached; for the debugger's view.</summary>
    internal bool IsBlocking => ReferenceEquals(_continuation, Blocked);

    /// <summary>Whether a token or a timeout can end this wait; for the debugger's view.</summary>
    internal bool CanEndEarly => _hasExtras && _extras!.CanEndEarly;

    /// <summary>In checked mode, what is asked for by whom.</summary>
    internal Acquisition? Acquisition
    {
        get => _hasExtras ? _extras!.Acquisition : null;
        set
        {
            if (value is not null)
                Extras.Acquisition = value;
        }
    }

    private WaitExtras Extras
    {
        get
        {
            WaitExtras extras = _extras ??= new WaitExtras { Timeout = Timeout.InfiniteTimeSpan };
            Volatile.Write(ref _hasExtras, true);
            return extras;
        }
    }

    /// <summary>Starts a wait, before the waiter is enqueued.</summary>
    internal void Begin(IWaitTarget target, CancellationToken token, TimeSpan timeout)
    {
        Target = target;
        if (token.CanBeCanceled || timeout != Timeout.InfiniteTimeSpan || ThreadingEventSource.IsOn)
            BeginWithExtras(token, timeout);
    }

    private void BeginWithExtras(CancellationToken token, TimeSpan timeout)
    {
        WaitExtras extras = Extras;
        extras.Token = token;
        extras.Timeout = timeout;
        if (timeout != Timeout.InfiniteTimeSpan && AsyncLoop.Current is null)
            extras.Deadline = Deadline.After(timeout);
        if (ThreadingEventSource.IsOn && IsCounted)
            extras.Began = Stopwatch.GetTimestamp();
    }

    /// <summary>
    /// Begins to watch the token and the clock. Never under the queue bit: a token that is cancelled by now calls back from in here.
    /// </summary>
    internal void Watch()
    {
        if (_hasExtras)
            BeginWatching(_extras!);
    }

    private void BeginWatching(WaitExtras extras)
    {
        if (extras.Token.CanBeCanceled)
        {
#if NETSTANDARD2_0
            try
            {
                using (FlowSuppression.Begin())
                    extras.Registration = extras.Token.Register(CancelCallback, this, useSynchronizationContext: false);
            }
            catch (ObjectDisposedException)
            {
                // .NET Framework only. A source that has been disposed can no longer cancel, so there is nothing to watch.
            }
#else
            extras.Registration = extras.Token.UnsafeRegister(CancelCallback, this);
#endif
        }

        if (extras.Timeout != Timeout.InfiniteTimeSpan)
            WatchClock(extras);
    }

    private void WatchClock(WaitExtras extras)
    {
        using (FlowSuppression.Begin())
        {
            if (extras.Deadline == 0)
            {
                AsyncLoop loop = AsyncLoop.Current!;
                extras.LoopTimer = loop.AddTimer(loop.Time + extras.Timeout, () => Target?.Withdraw(this, Outcome.TimedOut));
                return;
            }

            extras.Timer ??= new Timer(TimeoutCallback, this, Timeout.Infinite, Timeout.Infinite);
            extras.Timer.Change(Deadline.MillisecondsUntil(extras.Deadline), Timeout.Infinite);
        }
    }

    /// <summary>
    /// Ends the wait. The caller has taken the waiter out of the list, or never put it in, and must have left the queue bit. It may not
    /// touch the waiter after this: it may be somebody else's by then.
    /// </summary>
    internal void Complete(Outcome outcome, Exception? failure = null)
    {
        if (CompleteUnlessToStart(outcome, failure))
            Schedule();
    }

    /// <summary>As <see cref="Complete"/>, but leaves the last step to the caller.</summary>
    /// <returns>Whether the continuation is still to be started. Then the waiter stays the caller's until that.</returns>
    internal bool CompleteUnlessToStart(Outcome outcome, Exception? failure)
    {
        if (failure is not null)
            _failure = failure;
        _outcome = outcome;

        // Once there is a continuation nobody else changes the slot.
        Action<object?>? continuation = Volatile.Read(ref _continuation)
            ?? Interlocked.CompareExchange(ref _continuation, Completed, null);
        if (continuation is null)
            return false;
        if (!ReferenceEquals(continuation, Blocked))
            return true;
        Unblock();
        return false;
    }

    /// <summary>Whether the continuation starts on the thread pool, in its order.</summary>
    internal bool StartsOnPool => _context is null && !IsGrantedAlone;

    internal void StartElsewhere() => Schedule();

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => GetStatus(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        OnCompleted(continuation, state, token, flags);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.GetResult(short token)
    {
        if (!Consume(token))
            throw new TimeoutException(); // only ever backs waits without a timeout
        Recycle();
    }

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        bool granted = Consume(token);
        Recycle();
        return granted;
    }

    /// <summary>The value task of a wait that has begun, which cannot time out.</summary>
    internal ValueTask AsTask() => new(this, Version);

    /// <summary>The value task of a wait that has begun, which tells whether it was granted.</summary>
    internal ValueTask<bool> AsTimedTask() => new(this, Version);

    internal ValueTaskSourceStatus GetStatus(short token)
    {
        int ticket = Volatile.Read(ref _ticket);
        if (token != VersionOf(ticket) || ClaimOf(ticket) == Claim.Taken)
            throw Misuse.AlreadyConsumed();

        // Said here and not in OnCompleted, because here the exception still reaches the method that awaits.
        if (ClaimOf(ticket) == Claim.Awaited)
            throw Misuse.AwaitedTwice();
        if (ClaimOf(ticket) != Claim.Dispatched && !ReferenceEquals(Volatile.Read(ref _continuation), Completed))
            return ValueTaskSourceStatus.Pending;

        return Judge(ticket) switch
        {
            Outcome.Canceled => ValueTaskSourceStatus.Canceled,
            Outcome.Failed => ValueTaskSourceStatus.Faulted,
            _ => ValueTaskSourceStatus.Succeeded,
        };
    }

    internal void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        if (!TryClaim(token, Claim.Free, Claim.Awaited))
        {
            // Too late to throw (see GetStatus): let the second caller run into the exception that its GetResult throws.
            ThreadPool.UnsafeQueueUserWorkItem(new WaitCallback(continuation), state);
            return;
        }

        _continuationState = state;
        if ((flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0)
            FlowContext();
        if ((flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0)
            _context = CaptureContext();
        if (Interlocked.CompareExchange(ref _continuation, continuation, null) is not null)
        {
            _continuation = continuation; // completed in between, so nobody else writes here
            Schedule();
        }
    }

    private void FlowContext()
    {
        if (ExecutionContext.Capture() is { } executionContext)
            Extras.ExecutionContext = executionContext;
    }

    /// <summary>
    /// Takes the right to the result; blocks for it if nobody awaits the wait. After it the waiter is the caller's alone: read what the
    /// grant left, then <see cref="Recycle"/>.
    /// </summary>
    /// <returns>Whether the wait was granted; false if its time ran out.</returns>
    /// <exception cref="InvalidOperationException">The result was taken before, or somebody else awaits it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before the result was taken. The waiter has been recycled.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // an exception costs by the frames it passes
    protected bool Consume(short token)
    {
        bool interrupted = false;
        if (!TryClaim(token, Claim.Dispatched, Claim.Taken))
        {
            if (ReferenceEquals(Volatile.Read(ref _continuation), Completed))
            {
                if (!TryClaim(token, Claim.Free, Claim.Taken))
                    throw Refusal(token);
            }
            else
            {
                if (!TryClaim(token, Claim.Free, Claim.Awaited))
                    throw Refusal(token);
                interrupted = Block();
                _ = TryClaim(token, Claim.Awaited, Claim.Taken);
            }
        }

        if (_hasExtras)
            _extras!.StopWatching();

        if (interrupted)
        {
            if (_outcome == Outcome.Granted)
                Target.PassOn(this);
            Recycle();
            throw new ThreadInterruptedException();
        }

        Outcome outcome = Judge(_ticket);
        if (_hasExtras && _extras!.Began is not 0 and var began)
            ThreadingEventSource.Log.Waited(Stopwatch.GetTimestamp() - began, outcome == Outcome.Granted);
        return outcome switch
        {
            Outcome.Granted => true,
            Outcome.TimedOut => false,
            _ => throw Failure(outcome),
        };
    }

    /// <summary>Returns a consumed waiter to its pool. What it refers to is dropped, so that the pool keeps no user object alive.</summary>
    protected void Recycle()
    {
        Target = null!;
        _outcome = Outcome.Pending;
        _continuationState = null;
        _context = null;
        _continuation = null;
        if (_failure is not null)
            _failure = null;
        if (_hasExtras)
        {
            _extras!.Clear();
            _hasExtras = false;
        }

        Volatile.Write(ref _ticket, (_ticket & VersionMask) + VersionStep);
        ReturnToPool();
    }

    /// <summary>Drops a waiter that was begun and then not needed.</summary>
    internal void Discard() => Recycle();

    protected abstract void ReturnToPool();

    /// <summary>Whether a grant can still be given to somebody else; if not, it stands even if the token is cancelled after it.</summary>
    protected virtual bool CanPassOn => true;

    /// <summary>
    /// Whether nobody else is granted anything by this target before the continuation has run; then there is no order to keep on the way.
    /// </summary>
    protected virtual bool IsGrantedAlone => false;

    /// <summary>Whether the wait is one to come in, which the counters are about, and not one for something to happen.</summary>
    protected virtual bool IsCounted => false;

    /// <summary>Blocks until the wait has ended.</summary>
    /// <returns>Whether it was granted; false if its time ran out.</returns>
    internal bool Join()
    {
        bool granted = Consume(Version);
        Recycle();
        return granted;
    }

    private Exception Failure(Outcome outcome)
    {
        if (outcome == Outcome.Canceled && _outcome == Outcome.Granted)
            Target.PassOn(this);
        Exception failure = outcome == Outcome.Canceled ? new OperationCanceledException(_extras?.Token ?? default) : _failure!;
        Recycle();
        return failure;
    }

    /// <summary>
    /// How the wait ended. Between a grant and a cancellation that both came before anybody looked, the cancellation wins; and as it was
    /// judged first, it stays.
    /// </summary>
    private Outcome Judge(int ticket)
    {
        if (_outcome != Outcome.Granted || !_hasExtras || !_extras!.Token.CanBeCanceled || !CanPassOn)
            return _outcome;
        if ((ticket & VerdictMask) == 0)
        {
            int verdict = _extras.Token.IsCancellationRequested ? Verdict.Lost : Verdict.Kept;
            int before = Interlocked.CompareExchange(ref _ticket, ticket | verdict, ticket);
            ticket = before == ticket ? ticket | verdict : before;
        }

        return (ticket & VerdictMask) == Verdict.Lost ? Outcome.Canceled : Outcome.Granted;
    }

    private void OnCanceled() => Target.Withdraw(this, Outcome.Canceled);

    /// <remarks>A timer's callback can be late and meet the waiter's next wait; so it counts only if that one's time has come.</remarks>
    private void OnTimeout()
    {
        IWaitTarget? target = Target;
        WaitExtras extras = _extras!; // once there are some they stay
        long deadline = Volatile.Read(ref extras.Deadline);
        if (target is null || deadline == 0)
            return;
        if (Deadline.MillisecondsUntil(deadline) is > 0 and long early)
            extras.Timer!.Change(early, Timeout.Infinite);
        else
            target.Withdraw(this, Outcome.TimedOut);
    }

    /// <summary>Whether a withdrawal may take the waiter off <paramref name="target"/>'s list; asked under that one's queue bit.</summary>
    internal bool CanWithdraw(object target, Outcome outcome) =>
        Place == Place.AtTarget && ReferenceEquals(Target, target) && (outcome != Outcome.TimedOut || (_hasExtras && _extras!.IsDue));

    /// <returns>Whether the thread was interrupted. The wait has ended then too, so that nobody hands anything to a thread that left.</returns>
    private bool Block()
    {
        bool interrupted = false;
        lock (this)
        {
            if (Interlocked.CompareExchange(ref _continuation, Blocked, null) is not null)
                return false;
            while (!ReferenceEquals(_continuation, Completed))
            {
                try
                {
                    Monitor.Wait(this);
                }
                catch (ThreadInterruptedException)
                {
                    interrupted = true;
                    Target.Withdraw(this, Outcome.Canceled);
                }
            }
        }

        return interrupted;
    }

    private void Unblock()
    {
        lock (this)
        {
            _continuation = Completed;
            Monitor.PulseAll(this);
        }
    }

    private static object? CaptureContext()
    {
        if (SynchronizationContext.Current is { } context && context.GetType() != typeof(SynchronizationContext))
            return context;
        return TaskScheduler.Current is var scheduler && scheduler != TaskScheduler.Default ? scheduler : null;
    }

    /// <summary>
    /// Sends the continuation to where it runs: never inline, so that a chain of releases does not nest; always through a first-in,
    /// first-out queue, so that what was granted first starts first.
    /// </summary>
    private void Schedule()
    {
        switch (_context)
        {
            case null when !IsGrantedAlone:
                Dispatcher.Start(this, this);
                break;
            case null:
                ScheduleAlone();
                break;
            case SynchronizationContext context:
                context.Post(PostCallback, this);
                break;
            default:
                Task.Factory.StartNew(TaskCallback, this, CancellationToken.None, TaskCreationOptions.DenyChildAttach, (TaskScheduler)_context);
                break;
        }
    }

    private void ScheduleAlone()
    {
#if NETSTANDARD2_0
        ThreadPool.UnsafeQueueUserWorkItem(static waiter => ((Waiter)waiter).Execute(), this);
#else
        if ((!_hasExtras || _extras!.ExecutionContext is null) && _continuationState is Task)
        {
            // Most likely a suspended async method: given the pair that its awaiter passed on, the pool queues the method itself, without a wrapper.
            object state = _continuationState;
            Action<object?> continuation = Dispatch();
            ThreadPool.UnsafeQueueUserWorkItem(continuation, state, preferLocal: true);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        }
#endif
    }

#if !NETSTANDARD2_0
    void IThreadPoolWorkItem.Execute() => Execute();
#endif

    internal void Execute()
    {
        if (_hasExtras && _extras!.ExecutionContext is { } executionContext)
            ExecutionContext.Run(executionContext, ContextCallback, this);
        else
            Resume();
    }

    private void Resume()
    {
        object? state = _continuationState;
        Dispatch()(state);
    }

    /// <summary>Gives the right to the result to the continuation. From here on the waiter is its own.</summary>
    /// <returns>The continuation.</returns>
    private Action<object?> Dispatch()
    {
        Action<object?> continuation = _continuation!;
        Volatile.Write(ref _ticket, (_ticket & ~ClaimMask) | Claim.Dispatched);
        return continuation;
    }

    private bool TryClaim(short token, int from, int to)
    {
        int ticket = Volatile.Read(ref _ticket);
        while (token == VersionOf(ticket) && ClaimOf(ticket) == from)
        {
            int before = Interlocked.CompareExchange(ref _ticket, (ticket & ~ClaimMask) | to, ticket);
            if (before == ticket)
                return true;
            ticket = before;
        }

        return false;
    }

    private InvalidOperationException Refusal(short token)
    {
        int ticket = Volatile.Read(ref _ticket);
        return token == VersionOf(ticket) && ClaimOf(ticket) == Claim.Awaited ? Misuse.AwaitedTwice() : Misuse.AlreadyConsumed();
    }

    private static short VersionOf(int ticket) => (short)(ticket >> VersionShift);

    private static int ClaimOf(int ticket) => ticket & ClaimMask;

    private const int ClaimMask = 3;
    private const int VerdictMask = 12;
    private const int VersionShift = 4;
    private const int VersionStep = 1 << VersionShift;
    private const int VersionMask = -VersionStep;

    /// <summary>Who has the right to the result.</summary>
    private static class Claim
    {
        /// <summary>Whoever comes first.</summary>
        internal const int Free = 0;

        /// <summary>The continuation that is attached, or the thread that is blocked; its turn has not come.</summary>
        internal const int Awaited = 1;

        /// <summary>The continuation that was attached, and that now runs.</summary>
        internal const int Dispatched = 2;

        /// <summary>Nobody: it has been taken.</summary>
        internal const int Taken = 3;
    }

    /// <summary>Whether a grant was seen to have come in time; if so a cancellation can no longer undo it.</summary>
    private static class Verdict
    {
        internal const int Kept = 4;
        internal const int Lost = 8;
    }
}
