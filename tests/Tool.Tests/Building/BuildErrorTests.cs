using AsyncRace.Tool.Building;

namespace AsyncRace.Tool.Tests.Building;

public sealed class BuildErrorTests
{
    [Theory]
    [InlineData("   2:6>/home/me/my app/L.cs(5,28): error CS1002: ; expected [/home/me/my app/lib.csproj]", "/home/me/my app/L.cs", 5, 28, "CS1002", "; expected")]
    [InlineData(@"     1>C:\src\L.cs(5,28): error CS1002: ; expected [C:\src\lib.csproj::TargetFramework=net8.0]", @"C:\src\L.cs", 5, 28, "CS1002", "; expected")]
    [InlineData("/home/me/lib.csproj : error NU1101: Unable to find package Nope. No packages exist with this id in source(s): nuget.org", "/home/me/lib.csproj", null, null, "NU1101", "Unable to find package Nope. No packages exist with this id in source(s): nuget.org")]
    [InlineData("CSC : error CS5001: Program does not contain a static 'Main' method [/home/me/lib.csproj]", null, null, null, "CS5001", "Program does not contain a static 'Main' method")]
    [InlineData("MSBUILD : error MSB1009: Project file does not exist.", null, null, null, "MSB1009", "Project file does not exist.")]
    [InlineData("/sdk/Microsoft.NET.targets(266,5): error NETSDK1004: Assets file 'x' not found. [/home/me/lib.csproj]", "/sdk/Microsoft.NET.targets", 266, 5, "NETSDK1004", "Assets file 'x' not found.")]
    [InlineData("/home/me/L.cs(5,3,5,9): error CS0029: Cannot convert 'int[]' to 'error' [/home/me/lib.csproj]", "/home/me/L.cs", 5, 3, "CS0029", "Cannot convert 'int[]' to 'error'")]
    public void Read_MSBuildsCanonicalForm(string line, string? path, int? errorLine, int? column, string code, string message) =>
        Assert.Equal(new BuildError(path, errorLine, column, code, message), Assert.Single(BuildError.Read([line])));

    [Fact]
    public void Read_RepeatedForEveryTargetFramework_KeptOnce() =>
        Assert.Single(BuildError.Read(
        [
            "L.cs(1,1): error CS1002: ; expected [/a.csproj::TargetFramework=net8.0]",
            "L.cs(1,1): error CS1002: ; expected [/a.csproj::TargetFramework=net10.0]",
        ]));

    [Theory]
    [InlineData("Build FAILED.")]
    [InlineData("    0 Error(s)")]
    [InlineData("L.cs(1,1): warning CS0168: the word error is in here [/a.csproj]")]
    public void Read_OtherLines_AreNoErrors(string line) => Assert.Empty(BuildError.Read([line]));
}
