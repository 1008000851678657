namespace AsyncRace.Threading.Tests;

/// <summary>What is wrong with a <see cref="BrokenBarrier"/>.</summary>
internal enum BarrierDefect
{
    None,

    /// <summary>Who was cancelled still counts as being there.</summary>
    CanceledStillCounts,

    /// <summary>Places are given by a count that is read and written in two steps.</summary>
    PlaceReadThenWritten,
}

/// <summary>A simple barrier with one well-known mistake in it.</summary>
internal sealed class BrokenBarrier(int participants, BarrierDefect defect) : IBarrierUnderStress
{
    private readonly Lock _gate = new();
    private readonly List<TaskCompletionSource<int>> _waiting = [];
    private int _count;

    public async ValueTask<int> WaitAsync(CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        var source = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        int seen = Volatile.Read(ref _count);
        if (defect == BarrierDefect.PlaceReadThenWritten)
            Thread.Yield();
        lock (_gate)
        {
            _waiting.Add(source);
            _count = defect == BarrierDefect.PlaceReadThenWritten ? seen + 1 : _count + 1;
            if (_count == participants)
            {
                for (int place = 0; place < _waiting.Count; place++)
                    _waiting[place].TrySetResult(place);
                _waiting.Clear();
                _count = 0;
            }
        }

        await using (token.UnsafeRegister(_ => Cancel(source, token), null))
            return await source.Task;
    }

    private void Cancel(TaskCompletionSource<int> source, CancellationToken token)
    {
        lock (_gate)
        {
            if (defect != BarrierDefect.CanceledStillCounts)
            {
                if (!_waiting.Remove(source))
                    return;
                _count--;
            }
        }

        source.TrySetCanceled(token);
    }
}
