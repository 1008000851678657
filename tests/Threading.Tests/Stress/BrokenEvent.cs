namespace AsyncRace.Threading.Tests;

/// <summary>What is wrong with a <see cref="BrokenEvent"/>.</summary>
internal enum EventDefect
{
    None,

    /// <summary>A signal for a waiter that was cancelled meanwhile is gone.</summary>
    SignalLostToCancellation,

    /// <summary>A signal for a waiter is also kept for the next to come.</summary>
    SignalForTwo,

    /// <summary>Who was woken looks again, and finds the event reset.</summary>
    LooksAgain,
}

/// <summary>A simple event with one well-known mistake in it.</summary>
internal sealed class BrokenEvent(bool isAutoReset, EventDefect defect) : IEventUnderStress
{
    private readonly Lock _gate = new();
    private readonly LinkedList<TaskCompletionSource> _queue = [];
    private volatile bool _isSet;

    public async ValueTask WaitAsync(CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        do
        {
            LinkedListNode<TaskCompletionSource> node;
            lock (_gate)
            {
                if (_isSet)
                {
                    _isSet = !isAutoReset;
                    return;
                }

                node = _queue.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            await using (token.UnsafeRegister(_ => Cancel(node, token), null))
                await node.Value.Task;
        }
        while (defect == EventDefect.LooksAgain && !_isSet);
    }

    public void Set()
    {
        List<TaskCompletionSource> woken = [];
        lock (_gate)
        {
            if (isAutoReset && _queue.First is { Value: var first })
            {
                woken.Add(first);
                _queue.RemoveFirst();
                _isSet = defect == EventDefect.SignalForTwo;
            }
            else
            {
                _isSet = true;
                if (!isAutoReset)
                {
                    woken.AddRange(_queue);
                    _queue.Clear();
                }
            }
        }

        foreach (TaskCompletionSource waiter in woken)
            waiter.TrySetResult();
    }

    public void Reset()
    {
        // Under the lock: between a waiter's look and what it leaves behind, nothing may come in.
        lock (_gate)
            _isSet = false;
    }

    private void Cancel(LinkedListNode<TaskCompletionSource> node, CancellationToken token)
    {
        lock (_gate)
        {
            if (defect != EventDefect.SignalLostToCancellation)
            {
                if (node.List is null)
                    return;
                _queue.Remove(node);
            }
        }

        node.Value.TrySetCanceled(token);
    }
}
