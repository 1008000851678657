using System.Diagnostics;

namespace AsyncRace.Threading;

/// <summary>
/// A lock that many readers may hold at once, or one writer alone. It is awaited, so that it may be held across an <c>await</c>.
/// </summary>
/// <remarks>
/// <para><b>Order.</b> Strictly first come, first served: readers that come after a waiting writer wait behind it, so neither side can starve
/// the other. Readers that are next to each other in the queue enter together.</para>
/// <para><b>Upgrading.</b> One of the readers may be upgradeable: it reads along with the others, and can become the writer without anybody writing in
/// between. While it waits for the other readers to leave, no new ones enter.</para>
/// <para><b>Cancellation.</b> A token that is already cancelled always throws, even if the lock is free. Cancelling one of many waiters takes the
/// same time however many there are. If the token is cancelled after the lock was handed over but before the waiting method has gone on,
/// the wait is cancelled and the lock goes to the next.</para>
/// <para><b>Not reentrant.</b> A reader that locks again can wait behind a writer that waits for it.</para>
/// <para><b>Where continuations run.</b> On the captured <see cref="SynchronizationContext"/> or <see cref="TaskScheduler"/>, otherwise on
/// the thread pool; never inside the releasing call.</para>
/// <para><b>Thread safety.</b> Every member may be called from any thread and from any event loop. The lock needs no disposal. Waiting allocates
/// nothing once the process has warmed up.</para>
/// </remarks>
/// <example>
/// <code>
/// private readonly AsyncReaderWriterLock _lock = new();
///
/// public async Task&lt;Settings&gt; GetAsync()
/// {
///     using (await _lock.ReaderLockAsync())
///         return await ReadAsync();
/// }
///
/// public async Task SetAsync(Settings settings)
/// {
///     using (await _lock.WriterLockAsync())
///         await WriteAsync(settings);
/// }
/// </code>
/// </example>
[DebuggerDisplay("{ToString(),nq}")]
[DebuggerTypeProxy(typeof(DebugView))]
public sealed partial class AsyncReaderWriterLock : IWaitTarget
{
    private readonly AsyncLoop? _loop;
    private readonly Watch? _watch;

    // Only the queue bit is used of the word: everything below belongs to whoever has it.
    private long _state;
    private WaitList _waiters;
    private AccessWaiter? _upgrading;
    private int _readers;
    private bool _hasWriter;
    private bool _hasUpgradeable;

    /// <summary>Makes a lock that nobody holds.</summary>
    /// <param name="loop">If given, waits may suspend on this loop only: elsewhere they throw <see cref="InvalidOperationException"/>.</param>
    public AsyncReaderWriterLock(AsyncLoop? loop = null)
    {
        _loop = loop;
        _watch = Watch.IfChecked(this);
    }

    /// <summary>How one may be inside.</summary>
    internal enum Access
    {
        Read,
        Write,
        UpgradeableRead,

        /// <summary>Writing by the upgradeable reader, which stays that too.</summary>
        Upgrade,
    }

    /// <summary>How many plain readers hold the lock. Like all that follow: what it says may be over before the caller can act on it.</summary>
    public int ReaderCount => Volatile.Read(ref _readers);

    /// <summary>Whether a writer holds the lock.</summary>
    public bool IsWriterHeld => Volatile.Read(ref _hasWriter);

    /// <summary>Whether an upgradeable reader holds the lock.</summary>
    public bool IsUpgradeableHeld => Volatile.Read(ref _hasUpgradeable);

    /// <summary>Waits to read.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The releaser: dispose it to leave. Await the task exactly once.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; the lock is not held by the caller.</exception>
    public ValueTask<Releaser> ReaderLockAsync(CancellationToken cancellationToken = default) => LockAsync(Access.Read, cancellationToken);

    /// <summary>Waits to read for a limited time.</summary>
    /// <param name="timeout">How long to wait: zero to only try, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the lock was taken, and if so its releaser. Running out of time is not an error: test the result.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, or over <see cref="int.MaxValue"/> milliseconds.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the lock is not held by the caller.</exception>
    public ValueTask<Attempt<Releaser>> TryReaderLockAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        TryLockAsync(Access.Read, timeout, cancellationToken);

    /// <summary>Waits to read, blocking the thread.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The releaser: dispose it to leave.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; the lock is not held by the caller.</exception>
    /// <exception cref="ThreadInterruptedException">The thread was interrupted while it waited; the lock is not held by the caller.</exception>
    public Releaser ReaderLock(CancellationToken cancellationToken = default) => Lock(Access.Read, cancellationToken);

    /// <summary>Waits to write.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The releaser: dispose it to leave. Await the task exactly once.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; the lock is not held by the caller.</exception>
    public ValueTask<Releaser> WriterLockAsync(CancellationToken cancellationToken = default) => LockAsync(Access.Write, cancellationToken);

    /// <summary>Waits to write for a limited time.</summary>
    /// <param name="timeout">How long to wait: zero to only try, <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the lock was taken, and if so its releaser. Running out of time is not an error: test the result.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative, or over <see cref="int.MaxValue"/> milliseconds.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the lock is not held by the caller.</exception>
    public ValueTask<Attempt<Releaser>> TryWriterLockAsync(TimeSpan timeout, CancellationToken cancellationToken = default) =>
        TryLockAsync(Access.Write, timeout, cancellationToken);

    /// <summary>Waits to write, blocking the thread.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The releaser: dispose it to leave.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; the lock is not held by the caller.</exception>
    /// <exception cref="ThreadInterruptedException">The thread was interrupted while it waited; the lock is not held by the caller.</exception>
    public Releaser WriterLock(CancellationToken cancellationToken = default) => Lock(Access.Write, cancellationToken);

    /// <summary>Waits to read, with the right to become the writer. There is one such reader at a time.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The releaser: dispose it to leave, or upgrade it. Await the task exactly once.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; the lock is not held by the caller.</exception>
    /// <example>
    /// <code>
    /// using var reading = await _lock.UpgradeableReaderLockAsync();
    /// if (_cache.TryGetValue(key, out var value))
    ///     return value;
    /// using (await reading.UpgradeAsync())
    ///     return _cache[key] = await LoadAsync(key);
    /// </code>
    /// </example>
    public ValueTask<UpgradeableReleaser> UpgradeableReaderLockAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return Canceled.Of<UpgradeableReleaser>(cancellationToken);
        Acquisition? acquisition = Request(Access.UpgradeableRead, Timeout.InfiniteTimeSpan);
        return EnterOrQueue(Access.UpgradeableRead, Timeout.InfiniteTimeSpan, cancellationToken, acquisition) is { } waiter
            ? new ValueTask<UpgradeableReleaser>(waiter, waiter.Version)
            : new ValueTask<UpgradeableReleaser>(new UpgradeableReleaser(this, acquisition));
    }

    /// <summary>Says who holds the lock and how many wait, for example <c>AsyncReaderWriterLock [readers:2, waiters:1]</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        var parts = new List<string>();
        if (IsWriterHeld)
            parts.Add("writer");
        if (IsUpgradeableHeld)
            parts.Add("upgradeable");
        if (ReaderCount > 0)
            parts.Add($"readers:{ReaderCount}");
        if (parts.Count == 0)
            parts.Add("unlocked");
        int waiting = _waiters.Count + (Volatile.Read(ref _upgrading) is null ? 0 : 1);
        if (waiting > 0)
            parts.Add($"waiters:{waiting}");
        return $"{nameof(AsyncReaderWriterLock)} [{string.Join(", ", parts)}]";
    }

    void IWaitTarget.Withdraw(Waiter waiter, Outcome outcome)
    {
        StateWord.Enter(ref _state);
        bool withdrawn = waiter.CanWithdraw(this, outcome);
        Waiter? admitted = null;
        if (withdrawn)
        {
            if (ReferenceEquals(waiter, _upgrading))
            {
                _upgrading = null;
                waiter.Place = Place.Nowhere;
            }
            else
            {
                _waiters.Remove(waiter);
            }

            admitted = Admit(); // those behind it may have waited for it only
        }

        StateWord.Exit(ref _state, 0);
        if (withdrawn)
            waiter.Complete(outcome);
        WaitList.CompleteAll(admitted);
    }

    void IWaitTarget.PassOn(Waiter waiter) => Leave(((AccessWaiter)waiter).Access);

    private ValueTask<Releaser> LockAsync(Access access, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Canceled.Of<Releaser>(cancellationToken);
        Acquisition? acquisition = Request(access, Timeout.InfiniteTimeSpan);
        return EnterOrQueue(access, Timeout.InfiniteTimeSpan, cancellationToken, acquisition) is { } waiter
            ? new ValueTask<Releaser>(waiter, waiter.Version)
            : new ValueTask<Releaser>(new Releaser(this, access, acquisition));
    }

    private ValueTask<Attempt<Releaser>> TryLockAsync(Access access, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Deadline.Validate(timeout);
        if (cancellationToken.IsCancellationRequested)
            return Canceled.Of<Attempt<Releaser>>(cancellationToken);
        if (TryEnter(access))
            return new ValueTask<Attempt<Releaser>>(new Attempt<Releaser>(new Releaser(this, access, Request(access, TimeSpan.Zero))));
        if (timeout == TimeSpan.Zero)
            return default;
        Acquisition? acquisition = Request(access, timeout);
        return EnterOrQueue(access, timeout, cancellationToken, acquisition) is { } waiter
            ? new ValueTask<Attempt<Releaser>>(waiter, waiter.Version)
            : new ValueTask<Attempt<Releaser>>(new Attempt<Releaser>(new Releaser(this, access, acquisition)));
    }

    private Releaser Lock(Access access, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Acquisition? acquisition = Request(access, Timeout.InfiniteTimeSpan);
        EnterOrQueue(access, Timeout.InfiniteTimeSpan, cancellationToken, acquisition)?.Join();
        return new Releaser(this, access, acquisition);
    }

    private Acquisition? Request(Access access, TimeSpan timeout) => _watch?.Request(
        access switch
        {
            Access.Read => Entry.Shared,
            Access.Write => Entry.Exclusive,
            Access.UpgradeableRead => Entry.Upgradeable,
            _ => Entry.Upgrade,
        },
        isEndless: timeout == Timeout.InfiniteTimeSpan);

    /// <summary>Under the queue bit: whether one may be inside in this way now.</summary>
    private bool CanEnter(Access access) => !_hasWriter && _upgrading is null && access switch
    {
        Access.Read => true,
        Access.Write => _readers == 0 && !_hasUpgradeable,
        _ => !_hasUpgradeable,
    };

    /// <summary>Under the queue bit.</summary>
    private void Enter(Access access)
    {
        switch (access)
        {
            case Access.Read:
                _readers++;
                break;
            case Access.UpgradeableRead:
                _hasUpgradeable = true;
                break;
            default:
                _hasWriter = true;
                break;
        }
    }

    /// <summary>Under the queue bit: lets in who may enter now.</summary>
    /// <returns>The chain of them, to be completed outside.</returns>
    private Waiter? Admit()
    {
        if (_upgrading is { } upgrading)
        {
            if (_readers > 0 || _hasWriter)
                return null;
            _upgrading = null;
            upgrading.Place = Place.Nowhere;
            _hasWriter = true;
            return upgrading;
        }

        int admitted = 0;
        for (Waiter? waiter = _waiters.First; waiter is AccessWaiter { Access: var access } && CanEnter(access); waiter = waiter.Next)
        {
            Enter(access);
            admitted++;
        }

        return _waiters.DequeueMany(admitted);
    }

    private void Leave(Access access)
    {
        StateWord.Enter(ref _state);
        switch (access)
        {
            case Access.Read:
                _readers--;
                break;
            case Access.UpgradeableRead:
                _hasUpgradeable = false;
                break;
            default:
                _hasWriter = false;
                break;
        }

        Waiter? admitted = Admit();
        StateWord.Exit(ref _state, 0);
        WaitList.CompleteAll(admitted);
    }

    private bool TryEnter(Access access)
    {
        StateWord.Enter(ref _state);
        bool entered = _waiters.IsEmpty && CanEnter(access);
        if (entered)
            Enter(access);
        StateWord.Exit(ref _state, 0);
        return entered;
    }

    /// <returns>The queued waiter, which may be completed by now; null if the lock was taken.</returns>
    private AccessWaiter? EnterOrQueue(Access access, TimeSpan timeout, CancellationToken cancellationToken, Acquisition? acquisition)
    {
        if (TryEnter(access))
            return null;
        LoopBinding.Check(_loop, this);
        AccessWaiter waiter = AccessWaiter.Rent();
        waiter.Begin(this, cancellationToken, timeout);
        waiter.Access = access;
        waiter.Acquisition = acquisition;
        StateWord.Enter(ref _state);
        bool entered = _waiters.IsEmpty && CanEnter(access);
        if (entered)
            Enter(access);
        else
            _waiters.Enqueue(waiter, this);
        StateWord.Exit(ref _state, 0);
        if (entered)
        {
            waiter.Discard();
            return null;
        }

        waiter.Watch();
        return waiter;
    }

    /// <summary>Makes the upgradeable reader the writer, before anybody in the queue.</summary>
    private AccessWaiter? UpgradeOrWait(CancellationToken cancellationToken, Acquisition? acquisition)
    {
        if (Volatile.Read(ref _readers) > 0)
            LoopBinding.Check(_loop, this);
        AccessWaiter waiter = AccessWaiter.Rent();
        waiter.Begin(this, cancellationToken, Timeout.InfiniteTimeSpan);
        waiter.Access = Access.Upgrade;
        waiter.Acquisition = acquisition;
        StateWord.Enter(ref _state);
        bool again = _hasWriter || _upgrading is not null, entered = !again && _readers == 0;
        if (entered)
        {
            _hasWriter = true;
        }
        else if (!again)
        {
            waiter.Place = Place.AtTarget;
            _upgrading = waiter;
        }

        StateWord.Exit(ref _state, 0);
        if (again || entered)
        {
            waiter.Discard();
            return again ? throw new InvalidOperationException("This reader has been upgraded already, or waits to be.") : null;
        }

        waiter.Watch();
        return waiter;
    }
}
