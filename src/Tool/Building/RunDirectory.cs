using System.Collections.Immutable;
using System.Text.Json;
using AsyncRace.Tool.Findings;

namespace AsyncRace.Tool.Building;

/// <summary>A folder of its own for one build: what the build writes, and what the compiler logs. Gone when disposed.</summary>
internal sealed class RunDirectory : IDisposable
{
    private const int WindowsDeleteAttempts = 5;

    internal RunDirectory()
    {
        Path = Directory.CreateTempSubdirectory("asyncrace-").FullName;
        Directory.CreateDirectory(Units);
        File.WriteAllText(System.IO.Path.Combine(Path, "started"), "");
    }

    /// <summary>The folder's absolute path.</summary>
    internal string Path { get; }

    /// <summary>Where the build may write its output.</summary>
    internal string Output => System.IO.Path.Combine(Path, "out");

    private string Units => System.IO.Path.Combine(Path, "units");

    /// <summary>Every compilation that was part of the build, with its log if the compiler ran.</summary>
    internal ImmutableArray<CompilationUnit> ReadUnits() =>
    [
        .. Directory.EnumerateFiles(Units, "*.unit").Order(StringComparer.Ordinal).Select(static file =>
        {
            string[] lines = File.ReadAllLines(file);
            return new CompilationUnit(lines[0], lines.Contains("compiled"), ReadLog(System.IO.Path.ChangeExtension(file, ".sarif")));
        }),
    ];

    /// <inheritdoc />
    public void Dispose()
    {
        // A compiler server may hold a file open for a moment. What cannot be deleted is left to the system's own cleaning of its temporary folder.
        for (int attempt = 1; attempt <= WindowsDeleteAttempts; attempt++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
                return;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                Thread.Sleep(TimeSpan.FromMilliseconds(50 * attempt));
            }
        }
    }

    private static CompilerLog? ReadLog(string file)
    {
        if (!File.Exists(file))
            return null;

        try
        {
            using var stream = File.OpenRead(file);
            return CompilerLog.Read(stream);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
