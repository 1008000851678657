namespace AsyncRace.Threading.Tests;

/// <summary>What is wrong with a <see cref="BrokenCondition"/>.</summary>
internal enum ConditionDefect
{
    None,

    /// <summary>A notification for a waiter that was cancelled meanwhile reaches nobody.</summary>
    NotificationLostToCancellation,

    /// <summary>A cancelled wait ends without the lock.</summary>
    CanceledWithoutLock,

    /// <summary>The lock is given up before the waiter can be found by a notification.</summary>
    LeavesThenQueues,
}

/// <summary>A simple condition with one well-known mistake in it. Its lock is a real one.</summary>
internal sealed class BrokenCondition(ConditionDefect defect) : IConditionUnderStress
{
    private readonly AsyncLock _lock = new();
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource> _queue = [];

    public async ValueTask<IDisposable> LockAsync()
    {
        await _lock.AcquireAsync();
        return new Once(_lock.Release);
    }

    public async ValueTask WaitAsync(CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var node = new LinkedListNode<TaskCompletionSource>(waiter);
        if (defect == ConditionDefect.LeavesThenQueues)
        {
            _lock.Release();
            await Task.Yield();
        }

        lock (_gate)
            _queue.AddLast(node);
        if (defect != ConditionDefect.LeavesThenQueues)
            _lock.Release();
        try
        {
            await using (token.UnsafeRegister(_ => Cancel(node, token), null))
                await waiter.Task;
        }
        catch (OperationCanceledException) when (defect == ConditionDefect.CanceledWithoutLock)
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            await _lock.AcquireAsync(default);
            throw;
        }

        await _lock.AcquireAsync(default);
    }

    public void Notify()
    {
        TaskCompletionSource? first;
        lock (_gate)
        {
            first = _queue.First?.Value;
            if (first is not null)
                _queue.RemoveFirst();
        }

        first?.TrySetResult();
    }

    private void Cancel(LinkedListNode<TaskCompletionSource> node, CancellationToken token)
    {
        lock (_gate)
        {
            if (defect != ConditionDefect.NotificationLostToCancellation)
            {
                if (node.List is null)
                    return;
                _queue.Remove(node);
            }
        }

        node.Value.TrySetCanceled(token);
    }
}
