using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace AsyncRace.Tool.Building;

/// <summary>An error of the build: of the compiler, of NuGet or of MSBuild.</summary>
/// <param name="Path">The file at fault, or <see langword="null"/> where the error names none.</param>
/// <param name="Line">The 1-based line, or <see langword="null"/>.</param>
/// <param name="Column">The 1-based column, or <see langword="null"/>.</param>
/// <param name="Code">The error's id, such as <c>CS1002</c>.</param>
/// <param name="Message">What is wrong.</param>
internal sealed partial record BuildError(string? Path, int? Line, int? Column, string Code, string Message)
{
    /// <summary>Reads the errors among what a build prints; each once, though every project and target framework repeats it.</summary>
    internal static ImmutableArray<BuildError> Read(IEnumerable<string> lines)
    {
        var errors = ImmutableArray.CreateBuilder<BuildError>();
        foreach (string line in lines)
        {
            var match = ErrorLine().Match(line);
            if (!match.Success)
                continue;

            string origin = match.Groups["origin"].Value.Trim();
            var error = new BuildError(
                // The compiler and MSBuild name themselves where no file is at fault.
                origin is "" or "CSC" or "MSBUILD" ? null : origin,
                Number(match.Groups["line"]),
                Number(match.Groups["column"]),
                match.Groups["code"].Value,
                match.Groups["text"].Value.Trim());
            if (!errors.Contains(error))
                errors.Add(error);
        }

        return errors.ToImmutable();
    }

    private static int? Number(Group group) =>
        int.TryParse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    /// <summary>MSBuild's canonical form, sometimes after the number of a node: <c>2:6>path(line,column): error CODE: text [project]</c>.</summary>
    [GeneratedRegex(
        """^\s*(?:\d+(?::\d+)?>)?(?<origin>.*?)(?:\((?<line>\d+)(?:,(?<column>\d+))?(?:,\d+,\d+)?\))?\s*:\s+(?:[^:\[]{0,40} )?error\s+(?<code>[A-Za-z]+[A-Za-z0-9_]*)\s*:\s*(?<text>.*?)(?:\s+\[[^\[\]]*\])?\s*$""",
        RegexOptions.CultureInvariant)]
    private static partial Regex ErrorLine();
}
