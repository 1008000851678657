using System.Collections.Immutable;
using AsyncRace.Tool.Findings;

namespace AsyncRace.Tool.Tests.Findings;

public sealed class FindingListTests
{
    [Fact]
    public void Merge_SamePlaceInSeveralCompilations_KeptOnce_AtItsGravest()
    {
        var merged = FindingList.Merge([Of("a.cs", 3), Of("a.cs", 3, Severity.Error), Of("a.cs", 3)]);
        Assert.Equal(Severity.Error, Assert.Single(merged).Severity);
    }

    [Fact]
    public void Merge_DifferentRulesAtOnePlace_AreBothKept() =>
        Assert.Equal(2, FindingList.Merge([Of("a.cs", 3), Of("a.cs", 3) with { RuleId = "ASYNCRACE002" }]).Length);

    [Fact]
    public void Merge_InTheOrderOfFilesAndLines() =>
        Assert.Equal(
            [("a.cs", 2), ("a.cs", 10), ("b.cs", 1)],
            FindingList.Merge([Of("b.cs", 1), Of("a.cs", 10), Of("a.cs", 2)]).Select(static finding => (finding.Span.Path, finding.Span.StartLine)));

    private static Finding Of(string path, int line, Severity severity = Severity.Warning) =>
        new("ASYNCRACE001", severity, "", new CodeSpan(path, line, 1, line, 2), [], ImmutableDictionary<string, string>.Empty);
}
