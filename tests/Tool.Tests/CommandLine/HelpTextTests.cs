using AsyncRace.Tool.CommandLine;

namespace AsyncRace.Tool.Tests.CommandLine;

public sealed class HelpTextTests
{
    [Theory]
    [InlineData(HelpText.Root)]
    [InlineData(HelpText.Check)]
    public void Lines_FitATerminal(string text) => Assert.All(text.Split('\n'), static line => Assert.True(line.TrimEnd().Length <= 80, line));
}
