namespace AsyncRace.Analyzers.Tests.Documentation;

/// <summary>The repository's own files. Not by the path that the compiler knew: a deterministic build maps it away.</summary>
internal static class Repository
{
    internal static string Root { get; } = Find();

    internal static string Read(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path])).ReplaceLineEndings("\n");

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AsyncRace.Analyzers.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds AsyncRace.Analyzers.sln.");
    }
}
