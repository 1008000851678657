using System.Diagnostics;
using System.Globalization;

namespace AsyncRace.Tool.Tests.EndToEnd;

public sealed class ProcessTests
{
    [Fact]
    public async Task IncompleteInstallation_IsOurFault()
    {
        using var folder = new TempFolder();
        folder.Write("project/App.csproj", Code.Project());
        foreach (string file in Directory.EnumerateFiles(ToolProcess.Directory).Where(static file => Path.GetExtension(file) is ".dll" or ".json"))
            File.Copy(file, Path.Combine(folder.Path, Path.GetFileName(file)));
        var result = await ToolProcess.RunAsync(ToolProcess.Start(folder.At("project"), folder.Path, "check"));
        Assert.True(result.ExitCode == 3, result.ToString());
        Assert.Contains("The installation of asyncrace is incomplete", result.Error, StringComparison.Ordinal);
        Assert.Contains("Please report it", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CtrlC_EndsTheBuild_AndLeavesNothingBehind()
    {
        if (OperatingSystem.IsWindows())
            return; // There, Ctrl+C goes to every process of the console, this test's own included.

        using var folder = new TempFolder();
        folder.Write("App.csproj", Code.Project(items: "", properties: "").Replace("</Project>", """<Target Name="Hang" BeforeTargets="CoreCompile" DependsOnTargets="_AsyncRaceInject"><Exec Command="sleep 600" /></Target></Project>""", StringComparison.Ordinal));
        folder.Write("Counter.cs", Code.Counter);
        folder.Write("tmp/keep");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(ToolProcess.Directory, "asyncrace.dll"), "check", folder.At("App.csproj")])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["TMPDIR"] = folder.At("tmp") },
        };
        using var process = Process.Start(start)!;
        string? line;
        do
        {
            line = await process.StandardError.ReadLineAsync();
        }
        while (line is not null && !line.Contains("checking App", StringComparison.Ordinal));
        Assert.NotNull(line);

        using (var kill = Process.Start("kill", [IsInterruptIgnored() ? "-TERM" : "-INT", process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        string rest = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(130, process.ExitCode);
        Assert.Contains("Cancelled.", rest, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.At("tmp"), "asyncrace-*"));
    }

    // A shell that has no terminal starts its background jobs deaf to SIGINT, and whatever they start inherits that. Both signals are answered alike.
    private static bool IsInterruptIgnored()
    {
        const int Interrupt = 2;
        return File.Exists("/proc/self/status")
            && File.ReadLines("/proc/self/status").FirstOrDefault(static line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } ignored
            && (ulong.Parse(ignored["SigIgn:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << (Interrupt - 1))) != 0;
    }
}
