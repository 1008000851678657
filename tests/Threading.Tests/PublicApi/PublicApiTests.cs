using System.Runtime.CompilerServices;

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
        string path = Path.Combine(Path.GetDirectoryName(ThisFile())!, "PublicApi.txt");
        string actual = ApiText.Of(typeof(AsyncLock).Assembly);
        if (Environment.GetEnvironmentVariable("ASYNCRACE_ACCEPT_API") == "1")
            File.WriteAllText(path, actual);
        Assert.Equal(File.ReadAllText(path).Split('\n'), actual.Split('\n'));
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
