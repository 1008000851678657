namespace AsyncRace.Threading.Tests;

/// <summary>
/// Workers enter and leave one lock or semaphore in every form, and dispose what they have disposed before. Never are more inside than may be;
/// nobody waits while there is room; in the end all permits are back.
/// </summary>
internal sealed class EntryStress(IEntryUnderStress subject, int seed, int operations) : StressRun(seed, asyncWorkers: 6, blockingWorkers: 2)
{
    private int _inside;
    private long _entered;
    private long _unguarded;

    protected override async Task WorkAsync(Worker worker)
    {
        var disposed = new Queue<IDisposable>();
        for (int i = 0; i < operations && GoesOn; i++)
        {
            await worker.TryAsync(async token =>
            {
                EntryForm form = worker.IsBlocking ? EntryForm.Blocking : (EntryForm)worker.Next((int)EntryForm.Blocking);
                ValueTask<IDisposable?> entering = subject.EnterAsync(form, token);
                worker.MayCancel();
                if (await worker.End(entering) is { } entered)
                {
                    await InsideAsync(worker);
                    entered.Dispose();
                    disposed.Enqueue(entered);
                }
            });
            if (disposed.Count > 4 || (disposed.Count > 0 && worker.OneIn(3)))
                disposed.Dequeue().Dispose();
        }
    }

    protected override string? ViolatedAtEnd()
    {
        if (subject.Capacity == 1 && _unguarded != _entered)
            return $"{_entered} entries but a count of {_unguarded}: two were inside at once";
        return subject.IsIdle ? null : "it is not idle after everybody has left";
    }

    private async Task InsideAsync(Worker worker)
    {
        CheckCount(Interlocked.Increment(ref _inside));
        long before = _unguarded;
        await worker.LingerAsync();
        _unguarded = before + 1;
        Interlocked.Increment(ref _entered);
        CheckCount(Interlocked.Decrement(ref _inside) + 1);
    }

    private void CheckCount(int inside) => Check(inside <= subject.Capacity, $"{inside} were inside at once");
}
