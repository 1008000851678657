using Xunit.Abstractions;

namespace AsyncRace.Threading.Tests;

public sealed class LockStressTests(ITestOutputHelper output)
{
    private const int Operations = 1_500;

    [Fact]
    public Task AsyncLock_withstands_the_stress() => PassesAsync(() => new AsyncLockUnderStress());

    [Fact]
    public Task Lock_without_a_defect_withstands_the_stress() => PassesAsync(() => new BrokenLock(Defect.None));

    [Theory]
    [InlineData(Defect.UnversionedReleaser, "inside at once")]
    [InlineData(Defect.GrantLostToCancellation, "a wake-up was lost")]
    [InlineData(Defect.CheckThenTake, "at once")]
    internal Task Lock_with_a_defect_is_caught(Defect defect, string violation) => Task.Run(async () =>
    {
        string? caught = null;
        for (int seed = 1; seed <= 100 && caught is null; seed++)
        {
            caught = await new LockStress(new BrokenLock(defect), seed, Operations, patience: TimeSpan.FromSeconds(1)).RunAsync();
            output.WriteLine($"seed {seed}: {caught ?? "passed"}");
        }

        Assert.Contains(violation, caught, StringComparison.Ordinal);
    });

    /// <remarks>On the pool, not on the test framework's context, which runs everything one after the other.</remarks>
    private Task PassesAsync(Func<ILockUnderStress> create) => Task.Run(async () =>
    {
        foreach (int seed in StressSeeds.Rounds())
        {
            output.WriteLine($"seed {seed}");
            string? violation = await new LockStress(create(), seed, Operations, patience: TimeSpan.FromSeconds(20)).RunAsync();
            Assert.True(violation is null, $"ASYNCRACE_STRESS_SEED={seed}: {violation}");
        }
    });
}
