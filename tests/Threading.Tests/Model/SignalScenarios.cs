namespace AsyncRace.Threading.Tests;

/// <summary>Two consumers wait for a condition, the first can be cancelled at any point; a producer makes one item and notifies one.</summary>
internal sealed class ConditionScenario : Scenario
{
    private readonly AsyncCondition _condition = new();
    private readonly CancellationTokenSource _source = new();
    private bool _item;
    private bool _closed;
    private int _consumed;

    internal override IReadOnlyList<Func<Task>> Tasks => [() => ConsumeAsync(_source.Token), () => ConsumeAsync(default), ProduceAsync];

    internal override IReadOnlyList<Action> Events => [_source.Cancel];

    internal override string? CheckEnd() =>
        _consumed != 1 ? $"{_consumed} items were consumed"
        : _condition.ToString() != "AsyncCondition [unlocked]" ? $"{_condition} at the end"
        : null;

    private async Task ConsumeAsync(CancellationToken token)
    {
        try
        {
            using (await _condition.LockAsync(token))
            {
                await _condition.WaitUntilAsync(() => _item || _closed, token);
                Require(_condition.Lock.IsHeld, "a wait ended without the lock");
                if (!_item)
                    return;
                _item = false;
                _consumed++;
                _closed = true;
                _condition.Notify(); // the other need not wait any more
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
        }
    }

    private async Task ProduceAsync()
    {
        using (await _condition.LockAsync())
        {
            _item = true;
            _condition.Notify();
        }
    }
}

/// <summary>Three wait for a signal, two of them can be cancelled at any point; the event is set once: that lets one pass, or is still there.</summary>
internal sealed class AutoResetScenario : Scenario
{
    private readonly AsyncAutoResetEvent _event = new();
    private readonly CancellationTokenSource[] _sources = [new(), new()];
    private int _passed;
    private int _cancelled;

    internal override IReadOnlyList<Func<Task>> Tasks =>
        [() => WaitAsync(_sources[0].Token), () => WaitAsync(_sources[1].Token), () => WaitAsync(default)];

    internal override IReadOnlyList<Action> Events => [_sources[0].Cancel, _sources[1].Cancel, _event.Set];

    internal override bool MayWaitForEver => true;

    internal override string? CheckEnd()
    {
        int waiting = 3 - _passed - _cancelled;
        string expected = _passed == 0 ? "set" : waiting > 0 ? $"unset, waiters:{waiting}" : "unset";
        return _event.ToString() == $"AsyncAutoResetEvent [{expected}]" && _passed <= 1 && (waiting == 0 || _passed == 1)
            ? null
            : $"{_passed} passed, {_cancelled} were cancelled, and now {_event}";
    }

    private async Task WaitAsync(CancellationToken token)
    {
        try
        {
            await _event.WaitAsync(token);
            _passed++;
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            _cancelled++;
        }
    }
}

/// <summary>
/// Three wait for an event, one of them can be cancelled at any point; it is set and reset. Who had begun to wait before it was set passes; who began after the
/// reset waits.
/// </summary>
internal sealed class ManualResetScenario : Scenario
{
    private readonly AsyncManualResetEvent _event = new();
    private readonly CancellationTokenSource _source = new();
    private bool _wasSet;
    private int _waiting;
    private int _due;
    private int _passed;
    private int _cancelled;

    internal override IReadOnlyList<Func<Task>> Tasks => [() => WaitAsync(_source.Token), () => WaitAsync(default), () => WaitAsync(default)];

    internal override IReadOnlyList<Action> Events => [_source.Cancel, SetAndReset];

    internal override bool MayWaitForEver => true;

    internal override string? CheckEnd()
    {
        int left = 3 - _passed - _cancelled;
        return _wasSet && _passed + _cancelled >= _due && _event.ToString() == $"AsyncManualResetEvent [unset{(left > 0 ? $", waiters:{left}" : "")}]"
            ? null
            : $"{_due} were to end, {_passed} passed, {_cancelled} were cancelled, and now {_event}";
    }

    private void SetAndReset()
    {
        _wasSet = true;
        _due = _waiting;
        _event.Set();
        _event.Reset();
    }

    private async Task WaitAsync(CancellationToken token)
    {
        try
        {
            _waiting++;
            await _event.WaitAsync(token);
            _passed++;
            Require(_wasSet, "a wait ended before the event was set");
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            _cancelled++;
        }
    }
}

/// <summary>Three come to a barrier for two, one of them can be cancelled at any point: two pass, together, and the third waits for a fourth.</summary>
internal sealed class BarrierScenario : Scenario
{
    private readonly AsyncBarrier _barrier = new(2);
    private readonly CancellationTokenSource _source = new();
    private readonly List<int> _places = [];
    private int _arrived;
    private int _cancelled;

    internal override IReadOnlyList<Func<Task>> Tasks => [() => PassAsync(_source.Token), () => PassAsync(default), () => PassAsync(default)];

    internal override IReadOnlyList<Action> Events => [_source.Cancel];

    internal override bool MayWaitForEver => true;

    internal override string? CheckEnd() =>
        _places.Order().SequenceEqual([0, 1]) && _barrier.ToString() == $"AsyncBarrier [filling, waiters:{1 - _cancelled}/2]"
            ? null
            : $"the places {string.Join(" ", _places)} passed, {_cancelled} were cancelled, and now {_barrier}";

    private async Task PassAsync(CancellationToken token)
    {
        try
        {
            _arrived++;
            _places.Add(await _barrier.WaitAsync(token));
            Require(_arrived >= 2, "one passed alone");
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            _arrived--;
            _cancelled++;
        }
    }
}

/// <summary>A bounded queue of one: two put, two get, one of each can be cancelled at any point. No item is lost or doubled.</summary>
internal sealed class QueueScenario : Scenario
{
    private readonly AsyncQueue<int> _queue = new(1);
    private readonly CancellationTokenSource _putting = new();
    private readonly CancellationTokenSource _getting = new();
    private readonly List<int> _put = [];
    private readonly List<int> _got = [];

    internal override IReadOnlyList<Func<Task>> Tasks =>
        [() => PutAsync(1, _putting.Token), () => PutAsync(2, default), () => GetAsync(_getting.Token)];

    internal override IReadOnlyList<Action> Events => [_putting.Cancel, _getting.Cancel];

    internal override string? CheckEnd()
    {
        while (_queue.TryGet(out int item))
            _got.Add(item);
        return _put.Order().SequenceEqual(_got.Order()) ? null : $"put {string.Join(" ", _put)}, got {string.Join(" ", _got)}";
    }

    private async Task PutAsync(int item, CancellationToken token)
    {
        try
        {
            if (await _queue.TryPutAsync(item, Timeout.InfiniteTimeSpan, token))
                _put.Add(item);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // If nobody gets any more, the other putter may be left waiting for room: make it.
        }

        if (_queue.IsFull && _getting.IsCancellationRequested && _queue.TryGet(out int left))
            _got.Add(left);
    }

    private async Task GetAsync(CancellationToken token)
    {
        try
        {
            _got.Add(await _queue.GetAsync(token));
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            await Task.Yield();
            if (_queue.TryGet(out int left))
                _got.Add(left);
        }
    }
}

/// <summary>A reader, a writer and an upgradeable reader; the writer and the upgrade can be cancelled at any point.</summary>
internal sealed class ReaderWriterScenario : Scenario
{
    private readonly AsyncReaderWriterLock _lock = new();
    private readonly CancellationTokenSource _writing = new();
    private readonly CancellationTokenSource _upgrading = new();
    private int _readers;
    private int _writers;

    internal override IReadOnlyList<Func<Task>> Tasks => [ReadAsync, WriteAsync, UpgradeAsync];

    internal override IReadOnlyList<Action> Events => [_writing.Cancel, _upgrading.Cancel];

    internal override string? CheckEnd() =>
        _lock.ToString() == "AsyncReaderWriterLock [unlocked]" ? null : $"{_lock} at the end";

    private async Task ReadAsync()
    {
        using (await _lock.ReaderLockAsync())
        {
            _readers++;
            Require(_writers == 0, "a reader met a writer");
            await Task.Yield();
            Require(_writers == 0, "a reader met a writer");
            _readers--;
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            using (await _lock.WriterLockAsync(_writing.Token))
                await BeAloneAsync();
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task UpgradeAsync()
    {
        using AsyncReaderWriterLock.UpgradeableReleaser reading = await _lock.UpgradeableReaderLockAsync();
        try
        {
            using (await reading.UpgradeAsync(_upgrading.Token))
                await BeAloneAsync();
        }
        catch (OperationCanceledException)
        {
            Require(_writers == 0, "an upgradeable reader met a writer");
        }
    }

    private async Task BeAloneAsync()
    {
        Require(++_writers == 1 && _readers == 0, "a writer was not alone");
        await Task.Yield();
        Require(_writers-- == 1 && _readers == 0, "a writer was not alone");
    }
}
