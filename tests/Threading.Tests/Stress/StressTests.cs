using System.Diagnostics;
using Xunit.Abstractions;

namespace AsyncRace.Threading.Tests;

/// <summary>
/// Each type under stress; the same stress on simple types of the same kind, which withstand it; and on the same with a well-known mistake in
/// them, which it finds.
/// </summary>
public sealed class StressTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ShortPatience = TimeSpan.FromSeconds(1);

    /// <summary>How many turns each worker takes in one round.</summary>
    private const int Operations = 500;

    /// <summary>In how many places at once a type runs in the long run. A loop sleeps and wakes most of the time, and leaves the cores to others.</summary>
    private static readonly Dictionary<string, int> Lanes = new() { ["loop"] = 8 };

    /// <summary>The real types; from a seed, one round.</summary>
    private static readonly Dictionary<string, Func<int, StressRun>> Types = new()
    {
        ["lock"] = seed => new EntryStress(new AsyncLockUnderStress(new AsyncLock()), seed, Operations),
        ["semaphore of 1"] = seed => new EntryStress(new AsyncSemaphoreUnderStress(1), seed, Operations),
        ["semaphore of 3"] = seed => new EntryStress(new AsyncSemaphoreUnderStress(3), seed, Operations),
        ["reader/writer lock"] = seed => new ReaderWriterStress(new AsyncReaderWriterUnderStress(), seed, Operations),
        ["auto-reset event"] = seed => new AutoResetStress(new AutoResetUnderStress(), seed, Operations),
        ["manual-reset event"] = seed => new ManualResetStress(new ManualResetUnderStress(), seed, Operations),
        ["condition"] = seed => new ConditionStress(new AsyncConditionUnderStress(), seed, Operations),
        ["barrier"] = seed => new BarrierStress(participants => new AsyncBarrierUnderStress(participants), seed, Operations),
        ["unbounded queue"] = seed => new QueueStress(new AsyncQueueUnderStress(new AsyncQueue<long>()), seed, Operations, 0, isOrdered: true),
        ["queue of 1"] = seed => new QueueStress(new AsyncQueueUnderStress(new AsyncQueue<long>(1)), seed, Operations, 1, isOrdered: true),
        ["queue of 3"] = seed => new QueueStress(new AsyncQueueUnderStress(new AsyncQueue<long>(3)), seed, Operations, 3, isOrdered: true),
        ["stack of 3"] = seed => new QueueStress(new AsyncQueueUnderStress(new AsyncStack<long>(3)), seed, Operations, 3, isOrdered: false),
        ["priority queue of 3"] = seed =>
            new QueueStress(new AsyncPriorityQueueUnderStress(new AsyncPriorityQueue<long, int>(3)), seed, Operations, 3, isOrdered: true),
        ["lazy value"] = seed => new LazyStress(factory => new AsyncLazyUnderStress(factory), seed, Operations),
        ["loop"] = seed => new LoopStress(new AsyncLoopUnderStress(), seed, Operations),
    };

    /// <summary>The simple types, with one mistake or none.</summary>
    private static readonly Dictionary<string, Func<Enum, int, StressRun>> Broken = new()
    {
        ["lock"] = (defect, seed) => new EntryStress(new BrokenSemaphore(1, (SemaphoreDefect)defect), seed, Operations),
        ["semaphore of 3"] = (defect, seed) => new EntryStress(new BrokenSemaphore(3, (SemaphoreDefect)defect), seed, Operations),
        ["reader/writer lock"] = (defect, seed) => new ReaderWriterStress(new BrokenReaderWriterLock((ReaderWriterDefect)defect), seed, Operations),
        ["auto-reset event"] = (defect, seed) => new AutoResetStress(new BrokenEvent(isAutoReset: true, (EventDefect)defect), seed, Operations),
        ["manual-reset event"] = (defect, seed) => new ManualResetStress(new BrokenEvent(isAutoReset: false, (EventDefect)defect), seed, Operations),
        ["condition"] = (defect, seed) => new ConditionStress(new BrokenCondition((ConditionDefect)defect), seed, Operations),
        ["barrier"] = (defect, seed) => new BarrierStress(participants => new BrokenBarrier(participants, (BarrierDefect)defect), seed, Operations),
        ["queue of 3"] = (defect, seed) => new QueueStress(new BrokenQueue(3, (QueueDefect)defect), seed, Operations, 3, isOrdered: false),
        ["priority queue of 3"] = (defect, seed) => new QueueStress(new BrokenQueue(3, (QueueDefect)defect), seed, Operations, 3, isOrdered: true),
        ["lazy value"] = (defect, seed) => new LazyStress(factory => new BrokenLazy(factory, (LazyDefect)defect), seed, Operations),
        ["loop"] = (defect, seed) => new LoopStress(new BrokenLoop((LoopDefect)defect), seed, Operations),
    };

    public static TheoryData<string> TypeNames => [.. Types.Keys];

    [Theory]
    [MemberData(nameof(TypeNames))]
    public Task Type_withstands_the_stress(string type) => WithstandsAsync(type, Types[type], StressSeeds.Few());

    [Theory]
    [InlineData("lock", SemaphoreDefect.None)]
    [InlineData("semaphore of 3", SemaphoreDefect.None)]
    [InlineData("reader/writer lock", ReaderWriterDefect.None)]
    [InlineData("auto-reset event", EventDefect.None)]
    [InlineData("manual-reset event", EventDefect.None)]
    [InlineData("condition", ConditionDefect.None)]
    [InlineData("barrier", BarrierDefect.None)]
    [InlineData("queue of 3", QueueDefect.None)]
    [InlineData("priority queue of 3", QueueDefect.None)]
    [InlineData("lazy value", LazyDefect.None)]
    [InlineData("loop", LoopDefect.None)]
    public Task Simple_type_without_a_defect_withstands_the_stress(string type, object none) =>
        WithstandsAsync(type, seed => Broken[type]((Enum)none, seed), StressSeeds.Few().Take(2));

    [Theory]
    [InlineData("lock", SemaphoreDefect.UnversionedReleaser, "inside at once")]
    [InlineData("lock", SemaphoreDefect.GrantLostToCancellation, "a wake-up was lost")]
    [InlineData("lock", SemaphoreDefect.CheckThenTake, "at once")]
    [InlineData("semaphore of 3", SemaphoreDefect.UnversionedReleaser, "inside at once")]
    [InlineData("semaphore of 3", SemaphoreDefect.GrantLostToCancellation, "a wake-up was lost|not idle")]
    [InlineData("semaphore of 3", SemaphoreDefect.CheckThenTake, "at once")]
    [InlineData("reader/writer lock", ReaderWriterDefect.WriterEntersWithReaders, "while")]
    [InlineData("reader/writer lock", ReaderWriterDefect.GrantLostToCancellation, "a wake-up was lost")]
    [InlineData("reader/writer lock", ReaderWriterDefect.UpgradeLetsWritersBetween, "between an upgradeable reader's look and its write|two upgradeable readers")]
    [InlineData("auto-reset event", EventDefect.SignalLostToCancellation, "a wake-up was lost")]
    [InlineData("auto-reset event", EventDefect.SignalForTwo, "two passed")]
    [InlineData("manual-reset event", EventDefect.LooksAgain, "a wake-up was lost")]
    [InlineData("condition", ConditionDefect.NotificationLostToCancellation, "a wake-up was lost")]
    [InlineData("condition", ConditionDefect.CanceledWithoutLock, "two had the lock|not held")]
    [InlineData("condition", ConditionDefect.LeavesThenQueues, "a wake-up was lost")]
    [InlineData("barrier", BarrierDefect.CanceledStillCounts, "before all were there|a wake-up was lost")]
    [InlineData("barrier", BarrierDefect.PlaceReadThenWritten, "a wake-up was lost|before all were there|same place")]
    [InlineData("queue of 3", QueueDefect.ItemLostToCancellation, "a wake-up was lost")]
    [InlineData("queue of 3", QueueDefect.CanceledPutGoesIn, "came out twice")]
    [InlineData("queue of 3", QueueDefect.CheckThenAdd, "more than it has room for")]
    [InlineData("queue of 3", QueueDefect.JoinsWhenEmpty, "before all items had been dealt with")]
    [InlineData("priority queue of 3", QueueDefect.LastInFirstOut, "came after")]
    [InlineData("lazy value", LazyDefect.LooksThenBegins, "had been begun and not forgotten")]
    [InlineData("lazy value", LazyDefect.TellsThenForgets, "met it again")]
    [InlineData("lazy value", LazyDefect.FirstCallerEndsIt, "CanceledException")]
    [InlineData("loop", LoopDefect.LooksThenSleeps, "a wake-up was lost")]
    [InlineData("loop", LoopDefect.LastPostedFirst, "ran after")]
    [InlineData("loop", LoopDefect.RunsOnTheCaller, "on another thread")]
    [InlineData("loop", LoopDefect.OwnPostsFirst, "overtook")]
    [InlineData("loop", LoopDefect.DueTimersFire, "a cancelled timer fired")]
    public Task Defect_is_found(string type, object defect, string violations) => OnThreadPool(async () =>
    {
        // By the seed or by the time slices: some interleavings are rare. And where the machine has other things to do, a short wait may look like an
        // endless one: that is not what is looked for either, so it goes on to the next seed.
        long start = Stopwatch.GetTimestamp();
        bool isFound = false;
        for (int seed = 1; !isFound && Stopwatch.GetElapsedTime(start) < Guard.Limit; seed++)
        {
            string? found = await Broken[type]((Enum)defect, seed).RunAsync(ShortPatience);
            output.WriteLine($"seed {seed}: {found ?? "withstood"}");
            isFound = violations.Split('|').Any(violation => found?.Contains(violation, StringComparison.Ordinal) == true);
        }

        Assert.True(isFound, $"The stress does not find the defect {defect}.");
    });

    /// <summary>All types at once, for as long as <c>ASYNCRACE_STRESS_SECONDS</c> says; nothing if that is not set.</summary>
    [Fact]
    public Task All_types_withstand_the_stress_for_long() => OnThreadPool(async () =>
    {
        if (StressSeeds.Duration is not { } duration)
            return;
        long start = Stopwatch.GetTimestamp();
        string[] reports = await Task.WhenAll(Types.SelectMany(type =>
        {
            int lanes = Lanes.GetValueOrDefault(type.Key, 1);
            return Enumerable.Range(0, lanes).Select(lane => Task.Run(async () =>
            {
                int rounds = 0, first = StressSeeds.First + lane, seed = first;
                for (long steps = 0; ; rounds++, seed += lanes)
                {
                    if (Stopwatch.GetElapsedTime(start) > duration)
                        return $"{type.Key}: no violation in {rounds} rounds, {steps} operations, seeds {first} to {seed - lanes}";
                    StressRun run = type.Value(seed);
                    if (await run.RunAsync(5 * Patience) is { } violation)
                        return $"{type.Key}: VIOLATED after {rounds} rounds, {steps} operations: ASYNCRACE_STRESS_SEED={seed}: {violation}";
                    steps += run.Steps;
                }
            }));
        }));
        foreach (string report in reports)
        {
            output.WriteLine(report);
            Console.WriteLine(report);
        }

        Assert.All(reports, report => Assert.DoesNotContain("VIOLATED", report, StringComparison.Ordinal));
    });

    private Task WithstandsAsync(string type, Func<int, StressRun> create, IEnumerable<int> seeds) => OnThreadPool(async () =>
    {
        foreach (int seed in seeds)
        {
            StressRun run = create(seed);
            string? violation = await run.RunAsync(Patience);
            output.WriteLine($"{type}, seed {seed}: {run.Steps} operations");
            Assert.True(violation is null, $"{type}, ASYNCRACE_STRESS_SEED={seed}: {violation}");
        }
    });

    /// <summary>Not on the test framework's context, which runs everything one after the other.</summary>
    private static Task OnThreadPool(Func<Task> test) => Task.Run(test);
}
