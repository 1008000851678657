using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Running;

namespace AsyncRace.Threading.Benchmarks;

/// <summary>
/// The speed table of the companion types. <c>dotnet run -c Release -- --quick</c> measures every row in under three minutes; without it,
/// BenchmarkDotNet does, and takes its usual options (<c>--filter '*Lock*'</c>).
/// </summary>
internal static class Program
{
    private static void Main(string[] args)
    {
        if (args is ["--quick", .. var rest])
            QuickRun.Print(rest);
        else
            BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, DefaultConfig.Instance.AddDiagnoser(MemoryDiagnoser.Default));
    }
}
