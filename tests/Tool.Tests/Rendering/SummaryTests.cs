using AsyncRace.Tool.Findings;
using AsyncRace.Tool.Rendering;

namespace AsyncRace.Tool.Tests.Rendering;

public sealed class SummaryTests
{
    [Fact]
    public void NothingFound_SaysSo() => Assert.Equal("No findings in 3 projects.", Summary.Draw([], 3, "project").ToString());

    [Fact]
    public void Findings_CountedBySeverity() =>
        Assert.Equal(
            "4 findings (1 error, 2 warnings, 1 info) in 1 project.",
            Summary.Draw([Of(Severity.Warning), Of(Severity.Error), Of(Severity.Info), Of(Severity.Warning)], 1, "project").ToString());

    private static Finding Of(Severity severity) => new("ASYNCRACE001", severity, "", new CodeSpan("a.cs", 1, 1, 1, 2), [], System.Collections.Immutable.ImmutableDictionary<string, string>.Empty);
}
