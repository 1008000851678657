namespace AsyncRace.Threading;

/// <summary>What the two events are made of: being set or not, and who waits for it.</summary>
/// <param name="isSet">Whether the event is set from the start.</param>
/// <param name="isForOne">Whether being set lets one wait pass and is over then; or lets all pass until it is reset.</param>
/// <param name="loop">Where waits may suspend; null for everywhere.</param>
internal struct EventState(bool isSet, bool isForOne, AsyncLoop? loop)
{
    private const long Signaled = 4;

    private readonly AsyncLoop? _loop = loop;
    private readonly bool _isForOne = isForOne;
    private long _state = isSet ? Signaled : 0;
    private WaitList _waiters;

    internal bool IsSet => (Volatile.Read(ref _state) & Signaled) != 0;

    internal WaiterView[] Waiters => WaiterView.Of(ref _state, ref _waiters);

    internal ValueTask WaitAsync(IWaitTarget owner, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Canceled.Of(cancellationToken);
        return TryPass() ? default : PassOrQueue(owner, Timeout.InfiniteTimeSpan, cancellationToken)?.AsTask() ?? default;
    }

    internal ValueTask<bool> TryWaitAsync(IWaitTarget owner, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Deadline.Validate(timeout);
        if (cancellationToken.IsCancellationRequested)
            return Canceled.Of<bool>(cancellationToken);
        if (TryPass())
            return new ValueTask<bool>(true);
        if (timeout == TimeSpan.Zero)
            return new ValueTask<bool>(false);
        return PassOrQueue(owner, timeout, cancellationToken)?.AsTimedTask() ?? new ValueTask<bool>(true);
    }

    internal void Wait(IWaitTarget owner, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!TryPass())
            PassOrQueue(owner, Timeout.InfiniteTimeSpan, cancellationToken)?.Join();
    }

    internal bool TryWait(IWaitTarget owner, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Deadline.Validate(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        return TryPass() || (timeout != TimeSpan.Zero && (PassOrQueue(owner, timeout, cancellationToken)?.Join() ?? true));
    }

    internal void SetForOne()
    {
        long state = StateWord.Enter(ref _state);
        if (_waiters.Dequeue() is not { } first)
        {
            StateWord.Exit(ref _state, state | Signaled);
            return;
        }

        StateWord.Exit(ref _state, _waiters.IsEmpty ? state & ~StateWord.Waiters : state);
        first.Complete(Outcome.Granted);
    }

    internal void SetForAll()
    {
        if (IsSet)
            return;
        StateWord.Enter(ref _state);
        Waiter? chain = _waiters.DequeueMany(int.MaxValue);
        StateWord.Exit(ref _state, Signaled);
        WaitList.CompleteAll(chain);
    }

    /// <summary>Takes back what nobody has waited for.</summary>
    internal void Reset()
    {
        if (IsSet && StateWord.Enter(ref _state) is var state)
            StateWord.Exit(ref _state, state & ~Signaled);
    }

    internal void Withdraw(IWaitTarget owner, Waiter waiter, Outcome outcome) =>
        WaitList.Withdraw(ref _state, ref _waiters, owner, waiter, outcome);

    /// <summary>The event's name, whether it is set and how many wait.</summary>
    internal string Describe(string name)
    {
        int waiting = _waiters.Count;
        return $"{name} [{(IsSet ? "set" : "unset")}{(waiting > 0 ? $", waiters:{waiting}" : "")}]";
    }

    private bool TryPass()
    {
        if (!IsSet)
            return false;
        if (!_isForOne)
            return true;
        long state = StateWord.Enter(ref _state);
        StateWord.Exit(ref _state, state & ~Signaled);
        return (state & Signaled) != 0;
    }

    /// <returns>The queued waiter, which may be completed by now; null if the event was set.</returns>
    private SignalWaiter? PassOrQueue(IWaitTarget owner, TimeSpan timeout, CancellationToken cancellationToken)
    {
        LoopBinding.Check(_loop, owner);
        SignalWaiter waiter = SignalWaiter.Rent();
        waiter.Begin(owner, cancellationToken, timeout);
        long state = StateWord.Enter(ref _state);
        if ((state & Signaled) != 0)
        {
            StateWord.Exit(ref _state, _isForOne ? state & ~Signaled : state);
            waiter.Discard();
            return null;
        }

        _waiters.Enqueue(waiter, owner);
        StateWord.Exit(ref _state, state | StateWord.Waiters);
        waiter.Watch();
        return waiter;
    }
}
