using System.Diagnostics;
using System.Globalization;

namespace AsyncRace.Threading.Tests;

/// <summary>
/// The seeds of a stress test: a few rounds in an ordinary run. <c>ASYNCRACE_STRESS_SECONDS=600</c> goes on for that long;
/// <c>ASYNCRACE_STRESS_SEED=n</c> starts with a seed that an earlier run reported.
/// </summary>
internal static class StressSeeds
{
    private const int OrdinaryRounds = 8;

    internal static IEnumerable<int> Rounds()
    {
        int seed = Number("ASYNCRACE_STRESS_SEED") ?? Environment.TickCount & 0xFFFFFF;
        int? seconds = Number("ASYNCRACE_STRESS_SECONDS");
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; seconds is { } s ? Stopwatch.GetElapsedTime(start).TotalSeconds < s : round < OrdinaryRounds; round++)
            yield return seed + round;
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : null;
}
