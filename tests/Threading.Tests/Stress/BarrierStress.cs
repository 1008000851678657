namespace AsyncRace.Threading.Tests;

/// <summary>A barrier as the stress test sees it.</summary>
internal interface IBarrierUnderStress
{
    /// <returns>Which of the participants this one was.</returns>
    ValueTask<int> WaitAsync(CancellationToken token);
}

/// <summary>The real barrier.</summary>
internal sealed class AsyncBarrierUnderStress(int participants) : IBarrierUnderStress
{
    private readonly AsyncBarrier _barrier = new(participants);

    public ValueTask<int> WaitAsync(CancellationToken token) => _barrier.WaitAsync(token);
}

/// <summary>
/// All workers pass the barrier again and again; those that are cancelled come back. Nobody passes before all are there, each has a place of its own,
/// and once all are there all pass.
/// </summary>
internal sealed class BarrierStress(Func<int, IBarrierUnderStress> create, int seed, int operations) : StressRun(seed, Participants)
{
    private const int Participants = 4;

    private readonly IBarrierUnderStress _subject = create(Participants);
    private readonly int[] _present = new int[operations];
    private readonly int[] _places = new int[operations];

    protected override async Task WorkAsync(Worker worker)
    {
        for (int generation = 0; generation < operations && GoesOn; generation++)
        {
            bool passed = false;
            while (!passed && GoesOn)
            {
                int place = 0;
                Interlocked.Increment(ref _present[generation]);
                passed = await worker.TryAsync(async token =>
                {
                    ValueTask<int> waiting = _subject.WaitAsync(token);
                    if (worker.OneIn(3))
                        worker.MayCancel();
                    place = await waiting;
                });
                if (!passed)
                {
                    Interlocked.Decrement(ref _present[generation]);
                    continue;
                }

                Check(Volatile.Read(ref _present[generation]) == Participants, "somebody passed before all were there");
                Check((Interlocked.Or(ref _places[generation], 1 << place) & (1 << place)) == 0, "two had the same place");
            }
        }
    }
}
