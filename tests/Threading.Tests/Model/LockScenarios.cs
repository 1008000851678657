namespace AsyncRace.Threading.Tests;

/// <summary>Tasks enter a lock, stay over an await and leave, twice disposing what they got; some of them can be cancelled at any point.</summary>
internal sealed class LockScenario(IEntryUnderStress subject, int tasks, int cancellable) : Scenario
{
    private readonly CancellationTokenSource[] _sources = [.. Enumerable.Range(0, cancellable).Select(_ => new CancellationTokenSource())];
    private readonly List<int> _asked = [];
    private readonly List<int> _entered = [];
    private IDisposable? _stale;
    private int _inside;

    internal override IReadOnlyList<Func<Task>> Tasks => [.. Enumerable.Range(0, tasks).Select(id => (Func<Task>)(() => EnterAsync(id)))];

    internal override IReadOnlyList<Action> Events => [.. _sources.Select(source => (Action)source.Cancel)];

    internal override string? CheckEnd()
    {
        if (!subject.IsIdle)
            return "the lock is not free and empty at the end";
        return _entered.SequenceEqual(_asked.Where(_entered.Contains)) ? null : $"asked in the order {string.Join(" ", _asked)}, entered {string.Join(" ", _entered)}";
    }

    private async Task EnterAsync(int id)
    {
        try
        {
            _asked.Add(id);
            IDisposable? entered = await subject.EnterAsync(EntryForm.Scope, id < cancellable ? _sources[id].Token : default);
            Require(++_inside == 1, "two are inside at once");
            _entered.Add(id);
            _stale?.Dispose();
            await Task.Yield();
            Require(_inside-- == 1, "two are inside at once");
            entered!.Dispose();
            _stale = entered;
        }
        catch (OperationCanceledException) when (id < cancellable && _sources[id].IsCancellationRequested)
        {
        }
    }
}
