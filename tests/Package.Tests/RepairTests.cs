namespace AsyncRace.Package.Tests;

/// <summary>A user's way, from the install to the repaired program, with nothing but the <c>dotnet</c> command.</summary>
public sealed class RepairTests(Sandbox sandbox) : IClassFixture<Sandbox>
{
    private const string Analyzers = "AsyncRace.Analyzers";
    private const string Threading = "AsyncRace.Threading";

    [Theory]
    [InlineData(Analyzers, "net10.0", "SemaphoreSlim", "AsyncLock")]
    [InlineData(Analyzers, "net8.0", "SemaphoreSlim", "AsyncLock")]
    [InlineData(Threading, "net8.0;net10.0", "AsyncLock", "SemaphoreSlim")]
    public async Task LostUpdate_IsFoundByTheBuildAndRepairedByTheFormatter(string package, string frameworks, string lockUsed, string lockNotUsed)
    {
        ConsoleProject project = sandbox.CreateProject(frameworks);
        await project.AddPackageAsync(package);

        BuildResult before = await project.BuildAsync();
        Assert.True(before.Succeeded, before.ToString());
        Assert.Equal([new BuildDiagnostic("Program.cs", RacyProgram.StaleWriteLine, "warning", "ASYNCRACE001")], before.Diagnostics);
        await ExpectCountAsync(RacyProgram.CountWithLostUpdates);

        await project.FormatAsync("ASYNCRACE001");
        string repaired = await File.ReadAllTextAsync(project.ProgramFile);
        Assert.True(repaired.Contains(lockUsed, StringComparison.Ordinal) && !repaired.Contains(lockNotUsed, StringComparison.Ordinal), repaired);

        (await project.BuildAsync()).MustBeClean();
        await ExpectCountAsync(RacyProgram.CountWhenRight);

        async Task ExpectCountAsync(string count)
        {
            foreach (string framework in frameworks.Split(';'))
            {
                Assert.Equal(count, await project.RunAsync(framework));
            }
        }
    }
}
