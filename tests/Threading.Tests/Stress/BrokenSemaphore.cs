namespace AsyncRace.Threading.Tests;

/// <summary>What is wrong with a <see cref="BrokenSemaphore"/>.</summary>
internal enum SemaphoreDefect
{
    /// <summary>Nothing: shows that the stress test does not just fail whatever it is given.</summary>
    None,

    /// <summary>A releaser disposed twice releases somebody else's permit.</summary>
    UnversionedReleaser,

    /// <summary>A permit handed to a waiter that was cancelled meanwhile is nobody's.</summary>
    GrantLostToCancellation,

    /// <summary>"Is there room?" and "take it" are two steps.</summary>
    CheckThenTake,

    /// <summary>Who came last is served first.</summary>
    LastComeFirstServed,
}

/// <summary>A simple semaphore with one well-known mistake in it, to prove that the stress test finds that kind of mistake.</summary>
internal sealed class BrokenSemaphore(int capacity, SemaphoreDefect defect) : IEntryUnderStress
{
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource> _queue = [];
    private volatile int _inside;

    public int Capacity => capacity;

    public bool IsIdle => _inside == 0 && _queue.Count == 0;

    public async ValueTask<IDisposable?> EnterAsync(EntryForm form, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        if (defect == SemaphoreDefect.CheckThenTake && _inside < capacity)
        {
            Thread.Yield();
            lock (_gate)
                _inside++;
            return new Releaser(this);
        }

        LinkedListNode<TaskCompletionSource> node;
        lock (_gate)
        {
            if (_inside < capacity)
            {
                _inside++;
                return new Releaser(this);
            }

            if (form == EntryForm.Try)
                return null;
            node = _queue.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        using (token.UnsafeRegister(_ => Cancel(node, token), null))
            await node.Value.Task;
        return new Releaser(this);
    }

    private void Cancel(LinkedListNode<TaskCompletionSource> node, CancellationToken token)
    {
        lock (_gate)
        {
            if (defect != SemaphoreDefect.GrantLostToCancellation)
            {
                if (node.List is null)
                    return;
                _queue.Remove(node);
            }
        }

        node.Value.TrySetCanceled(token);
    }

    private void Release()
    {
        TaskCompletionSource? next;
        lock (_gate)
        {
            LinkedListNode<TaskCompletionSource>? chosen = defect == SemaphoreDefect.LastComeFirstServed ? _queue.Last : _queue.First;
            next = chosen?.Value;
            if (chosen is not null)
                _queue.Remove(chosen);
            else if (_inside > 0)
                _inside--;
        }

        next?.TrySetResult();
    }

    private sealed class Releaser(BrokenSemaphore owner) : IDisposable
    {
        private int _released;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _released, 1) == 0 || owner.IsUnversioned)
                owner.Release();
        }
    }

    private bool IsUnversioned => defect == SemaphoreDefect.UnversionedReleaser;
}
