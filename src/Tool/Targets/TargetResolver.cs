using System.Collections.Immutable;
using AsyncRace.Tool.CommandLine;

namespace AsyncRace.Tool.Targets;

/// <summary>Turns the paths a person gives into what is to be built.</summary>
internal static class TargetResolver
{
    private const int ListedAtMost = 8;

    private static readonly string[] SolutionExtensions = [".sln", ".slnx"];

    /// <summary>Folders that hold what others wrote or what a build left behind.</summary>
    private static readonly string[] SkippedFolders = ["bin", "obj", "node_modules", "artifacts", "packages"];

    /// <summary>Resolves all paths; projects named one by one become one target.</summary>
    /// <exception cref="CallerFaultException">A path does not exist, or nothing or no one thing to check is there.</exception>
    internal static ImmutableArray<CheckTarget> Resolve(IEnumerable<string> paths)
    {
        var targets = paths.Select(Resolve).Distinct().ToList();
        var projects = targets.OfType<CheckTarget.Projects>().SelectMany(static target => target.Paths).Distinct(PathComparer).ToImmutableArray();
        var others = targets.Where(static target => target is not CheckTarget.Projects);
        return projects.IsEmpty ? [.. others] : [.. others, new CheckTarget.Projects(projects)];
    }

    /// <summary>How this system tells file names apart.</summary>
    internal static StringComparer PathComparer { get; } =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;

    private static CheckTarget Resolve(string path)
    {
        string full = Path.GetFullPath(path);
        if (Directory.Exists(full))
            return ResolveFolder(path, full);
        if (!File.Exists(full))
            throw new CallerFaultException($"'{path}' does not exist.", $"Looked for {full}");

        return Path.GetExtension(full).ToLowerInvariant() switch
        {
            ".sln" or ".slnx" or ".slnf" => new CheckTarget.Solution(full),
            ".csproj" => new CheckTarget.Projects([full]),
            ".cs" => new CheckTarget.SourceFile(full),
            ".fsproj" or ".vbproj" => throw new CallerFaultException($"'{path}' is not a C# project.", "AsyncRace checks C#."),
            _ => throw new CallerFaultException($"'{path}' is nothing that can be checked.", "Give a project (.csproj), a solution (.sln, .slnx), a folder, or a C# file (.cs)."),
        };
    }

    private static CheckTarget ResolveFolder(string path, string full)
    {
        var here = Solutions(full);
        if (here.Length > 0)
            return OnlyOne(path, here);

        var projects = Projects(full);
        if (projects.Length > 0)
            return new CheckTarget.Projects(projects);

        var folders = NestedFolders(full).ToList();
        var solutions = folders.SelectMany(static folder => Solutions(folder)).ToImmutableArray();
        if (solutions.Length > 0)
            return OnlyOne(path, solutions);

        projects = [.. folders.SelectMany(static folder => Projects(folder))];
        if (projects.Length > 0)
            return new CheckTarget.Projects(projects);

        string? file = Directory.EnumerateFiles(full, "*.cs").Order(StringComparer.Ordinal).FirstOrDefault();
        throw new CallerFaultException(
            $"'{path}' holds no C# project and no solution, nor does any folder in it.",
            file is null ? "Give a folder with one, or a C# file." : $"To check a C# file on its own, name it: asyncrace check {Relative(file)}");
    }

    private static CheckTarget.Solution OnlyOne(string path, ImmutableArray<string> solutions) =>
        solutions is [var only]
            ? new CheckTarget.Solution(only)
            : throw new CallerFaultException(
                $"'{path}' holds {solutions.Length} solutions.",
                string.Join(Environment.NewLine, ["Name the one to check (or several):", .. Listed(solutions)]));

    private static IEnumerable<string> Listed(ImmutableArray<string> paths)
    {
        foreach (string path in paths.Take(ListedAtMost))
            yield return $"  asyncrace check {Relative(path)}";
        if (paths.Length > ListedAtMost)
            yield return $"  … and {paths.Length - ListedAtMost} more";
    }

    private static string Relative(string path)
    {
        string relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.Contains(' ') ? $"\"{relative}\"" : relative;
    }

    private static ImmutableArray<string> Solutions(string folder) =>
        [.. Files(folder).Where(static file => SolutionExtensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))];

    private static ImmutableArray<string> Projects(string folder) =>
        [.. Files(folder).Where(static file => Path.GetExtension(file).Equals(".csproj", StringComparison.OrdinalIgnoreCase))];

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal);

    private static IEnumerable<string> NestedFolders(string folder)
    {
        var options = new EnumerationOptions { AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint };
        foreach (string nested in Directory.EnumerateDirectories(folder, "*", options).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(nested);
            if (name.StartsWith('.') || SkippedFolders.Contains(name, StringComparer.OrdinalIgnoreCase))
                continue;

            yield return nested;
            foreach (string deeper in NestedFolders(nested))
                yield return deeper;
        }
    }
}
