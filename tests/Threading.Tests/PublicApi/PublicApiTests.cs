namespace AsyncRace.Threading.Tests;

public sealed class PublicApiTests
{
    /// <summary>
    /// If this fails on purpose, run the test with <c>ASYNCRACE_ACCEPT_API=1</c> and look at what that changes in <c>PublicApi.txt</c>: each
    /// line that goes or changes breaks somebody.
    /// </summary>
    [Fact]
    public void Public_api_is_what_was_agreed()
    {
        string path = Path.Combine(RepositoryRoot(), "tests", "Threading.Tests", "PublicApi", "PublicApi.txt");
        string actual = ApiText.Of(typeof(AsyncLock).Assembly);
        if (Environment.GetEnvironmentVariable("ASYNCRACE_ACCEPT_API") == "1")
            File.WriteAllText(path, actual);
        Assert.Equal(File.ReadAllText(path).Split('\n'), actual.Split('\n'));
    }

    // Not by the path that the compiler knew: a deterministic build maps it away.
    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AsyncRace.Analyzers.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No AsyncRace.Analyzers.sln above {AppContext.BaseDirectory}: the tests run from the repository's own build output.");
    }
}
