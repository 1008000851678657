namespace AsyncRace.Threading.Tests;

/// <summary>What is wrong with a <see cref="BrokenLock"/>.</summary>
internal enum Defect
{
    /// <summary>Nothing: shows that the stress test does not just fail whatever it is given.</summary>
    None,

    /// <summary>A releaser disposed twice releases whoever holds the lock by then.</summary>
    UnversionedReleaser,

    /// <summary>A lock handed to a waiter that was cancelled meanwhile is nobody's.</summary>
    GrantLostToCancellation,

    /// <summary>"Is it free?" and "take it" are two steps.</summary>
    CheckThenTake,

    /// <summary>Who came last is served first.</summary>
    LastComeFirstServed,
}

/// <summary>A simple lock with one well-known mistake in it, to prove that the stress test finds that kind of mistake.</summary>
internal sealed class BrokenLock(Defect defect) : ILockUnderStress
{
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource<long>> _queue = [];
    private volatile bool _held;
    private long _version;

    public bool IsIdle => !_held && _queue.Count == 0;

    public async ValueTask<IDisposable?> EnterAsync(LockForm form, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        if (defect == Defect.CheckThenTake && !_held)
        {
            Thread.Yield();
            _held = true;
            return new Releaser(this, Interlocked.Increment(ref _version));
        }

        LinkedListNode<TaskCompletionSource<long>> node;
        lock (_gate)
        {
            if (!_held)
            {
                _held = true;
                return new Releaser(this, ++_version);
            }

            if (form == LockForm.Try)
                return null;
            node = _queue.AddLast(new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        using (token.UnsafeRegister(_ => Cancel(node, token), null))
            return new Releaser(this, await node.Value.Task);
    }

    private void Cancel(LinkedListNode<TaskCompletionSource<long>> node, CancellationToken token)
    {
        lock (_gate)
        {
            if (defect != Defect.GrantLostToCancellation)
            {
                if (node.List is null)
                    return;
                _queue.Remove(node);
            }
        }

        node.Value.TrySetCanceled(token);
    }

    private void Release(long version)
    {
        TaskCompletionSource<long> next;
        lock (_gate)
        {
            if (!_held || (version != _version && defect != Defect.UnversionedReleaser))
                return;
            if (_queue.First is not { } first)
            {
                _held = false;
                return;
            }

            LinkedListNode<TaskCompletionSource<long>> chosen = defect == Defect.LastComeFirstServed ? _queue.Last! : first;
            next = chosen.Value;
            _queue.Remove(chosen);
            version = ++_version;
        }

        next.TrySetResult(version);
    }

    private sealed class Releaser(BrokenLock owner, long version) : IDisposable
    {
        public void Dispose() => owner.Release(version);
    }
}
