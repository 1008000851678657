using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using BenchmarkDotNet.Attributes;

namespace AsyncRace.Threading.Benchmarks;

/// <summary>Measures every row with a plain stopwatch, base and ours in turns, and takes the best of each.</summary>
internal static class QuickRun
{
    private const int Rounds = 9;
    private static readonly TimeSpan RoundTime = TimeSpan.FromMilliseconds(220);

    private static bool _byCpu;

    /// <param name="arguments"><c>--cpu</c> to count processor time instead of time, for a machine that others use too; and parts of the names
    /// of the rows to measure, or none for all.</param>
    internal static void Print(string[] arguments)
    {
        _byCpu = arguments.Contains("--cpu");
        string[] only = [.. arguments.Where(argument => argument != "--cpu")];
        // Not by CurrentCulture: that is an AsyncLocal, and who has one pays for it at every await.
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {DateTime.UtcNow:yyyy-MM-dd}. Best of {Rounds} rounds; {(_byCpu ? "processor time " : "")}per operation.");
        Console.WriteLine();
        Console.WriteLine("| scenario | base | base ns | base B | ours ns | ours B | ratio | to reach | |");
        Console.WriteLine("|---|---|--:|--:|--:|--:|--:|--:|---|");
        foreach ((Type type, RowAttribute row) in typeof(QuickRun).Assembly.GetTypes()
            .Select(type => (Type: type, Row: type.GetCustomAttribute<RowAttribute>()))
            .Where(found => found.Row is not null && (only.Length == 0 || only.Any(name => found.Type.Name.Contains(name, StringComparison.OrdinalIgnoreCase))))
            .Select(found => (found.Type, found.Row!))
            .OrderBy(found => found.Item2.Order))
        {
            (Result theirs, Result ours) = Measure(type);
            double ratio = ours.Nanoseconds / theirs.Nanoseconds;
            bool reached = (row.Target == 0 || ratio <= row.Target) && (row.Bytes < 0 || ours.Bytes <= row.Bytes + 0.5);
            string target = (row.Target == 0 ? "" : $"{row.Target:0.00}") + (row.Bytes < 0 ? "" : $", {row.Bytes:0} B");
            Console.WriteLine(
                $"| {row.Title} | {row.BaseName} | {theirs.Nanoseconds:0.0} | {theirs.Bytes:0} | {ours.Nanoseconds:0.0} | {ours.Bytes:0} | {ratio:0.00} | {target} | {(reached ? "" : "missed")} |");
        }
    }

    private static (Result Base, Result Ours) Measure(Type type)
    {
        object row = Activator.CreateInstance(type)!;
        type.GetMethods().SingleOrDefault(method => method.GetCustomAttribute<GlobalSetupAttribute>() is not null)?.Invoke(row, null);
        (Func<Task> theirs, int theirOperations) = Bind(row, "Base");
        (Func<Task> ours, int ourOperations) = Bind(row, "Ours");
        Result bestOfTheirs = Result.Worst, bestOfOurs = Result.Worst;
        for (int round = 0; round < Rounds; round++)
        {
            bestOfTheirs = bestOfTheirs.Or(Round(theirs, theirOperations));
            bestOfOurs = bestOfOurs.Or(Round(ours, ourOperations));
        }

        type.GetMethods().SingleOrDefault(method => method.GetCustomAttribute<GlobalCleanupAttribute>() is not null)?.Invoke(row, null);
        return (bestOfTheirs, bestOfOurs);
    }

    private static (Func<Task> Invoke, int Operations) Bind(object row, string name)
    {
        MethodInfo method = row.GetType().GetMethod(name)!;
        int operations = method.GetCustomAttribute<BenchmarkAttribute>()!.OperationsPerInvoke;
        if (method.ReturnType == typeof(Task))
            return (method.CreateDelegate<Func<Task>>(row), operations);
        Action action = method.CreateDelegate<Action>(row);
        return (() =>
        {
            action();
            return Task.CompletedTask;
        }, operations);
    }

    private static Result Round(Func<Task> invoke, int operationsPerInvoke)
    {
        invoke().GetAwaiter().GetResult();
        GC.Collect();
        long allocated = GC.GetTotalAllocatedBytes(precise: true), start = Stopwatch.GetTimestamp(), operations = 0;
        TimeSpan used = Environment.CpuUsage.TotalTime;
        do
        {
            invoke().GetAwaiter().GetResult();
            operations += operationsPerInvoke;
        }
        while (Stopwatch.GetElapsedTime(start) < RoundTime);
        TimeSpan taken = _byCpu ? Environment.CpuUsage.TotalTime - used : Stopwatch.GetElapsedTime(start);
        return new Result(taken.TotalNanoseconds / operations, (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)operations);
    }

    private readonly record struct Result(double Nanoseconds, double Bytes)
    {
        internal static Result Worst => new(double.MaxValue, double.MaxValue);

        internal Result Or(Result other) => new(Math.Min(Nanoseconds, other.Nanoseconds), Math.Min(Bytes, other.Bytes));
    }
}
