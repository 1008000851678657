using System.Globalization;

namespace AsyncRace.Threading.Tests;

/// <summary>
/// With which seeds a stress test runs, and for how long: a few rounds in an ordinary run. <c>ASYNCRACE_STRESS_SEED=n</c> starts with a seed that an
/// earlier run reported; <c>ASYNCRACE_STRESS_SECONDS=600</c> has all types run for that long.
/// </summary>
internal static class StressSeeds
{
    private const int OrdinaryRounds = 5;

    internal static int First { get; } = Number("ASYNCRACE_STRESS_SEED") ?? Environment.TickCount & 0xFFFFFF;

    internal static TimeSpan? Duration { get; } = Number("ASYNCRACE_STRESS_SECONDS") is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    internal static IEnumerable<int> Few() => Enumerable.Range(First, OrdinaryRounds);

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : null;
}
