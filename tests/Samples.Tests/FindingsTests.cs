using AsyncRace.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncRace.Samples.Tests;

/// <summary>What the analyzers say of the listings: of the buggy ones what is wrong with them, of all others nothing.</summary>
public sealed class FindingsTests
{
    [Fact]
    public async Task Listings_AreReportedWhereTheyAreBuggy_AndNowhereElse()
    {
        var compilation = await SampleSources.CompileAsync();
        var findings = await compilation.WithAnalyzers([new AsyncRaceAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        Assert.Equal(
            [
                "Listing_11_02.cs: warning ASYNCRACE001 at '_counter = copy'",
                "Listing_11_03.cs: warning ASYNCRACE003 at '_sockets.Select(user => user.Value.SendAsync($\"Hello {user.Key}\"))'",
                "Listing_11_04b.cs: warning ASYNCRACE101 at 'Lock = new AsyncLock(AsyncLoop.Current!)'",
                "Listing_11_08.cs: warning ASYNCRACE201 at '_semaphore.Release()'",
                "Listing_11_09.cs: warning ASYNCRACE201 at 'semaphore.Release()'",
            ],
            findings.Select(Describe).Order(StringComparer.Ordinal));
        Assert.Contains("DisconnectAsync", findings.Single(static finding => finding.Id == "ASYNCRACE003").GetMessage(null), StringComparison.Ordinal);
    }

    private static string Describe(Diagnostic finding)
    {
        var tree = finding.Location.SourceTree!;
        string severity = finding.Severity == DiagnosticSeverity.Warning ? "warning" : "info";
        return $"{tree.FilePath}: {severity} {finding.Id} at '{tree.GetText().ToString(finding.Location.SourceSpan)}'";
    }
}
