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
                "Listing_11_04.cs: hidden ASYNCRACE208 at '@lock.AcquireAsync()'",
                "Listing_11_04b.cs: warning ASYNCRACE101 at 'Lock = new AsyncLock(AsyncLoop.Current!)'",
                "Listing_11_08.cs: warning ASYNCRACE201 at '_semaphore.Release()'",
                "Listing_11_09.cs: warning ASYNCRACE201 at 'semaphore.Release()'",
                "Listing_11_10.cs: warning ASYNCRACE301 at 'happened.Reset()'",
                "Listing_11_13.cs: warning ASYNCRACE301 at '_happened.Reset()'",
                "Listing_11_14.cs: warning ASYNCRACE303 at 'condition.WaitAsync(cancellationToken)'",
                "Notes_3.cs: warning ASYNCRACE303 at 'condition.WaitAsync()'",
            ],
            findings.Select(Describe).Order(StringComparer.Ordinal));
        Assert.Contains("DisconnectAsync", findings.Single(static finding => finding.Id == "ASYNCRACE003").GetMessage(null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FanOut_IsReportedWithoutTheSemaphore_WhereTheRuleIsOn()
    {
        var compilation = await SampleSources.CompileAsync();
        var options = compilation.Options.WithSpecificDiagnosticOptions(compilation.Options.SpecificDiagnosticOptions.SetItem("ASYNCRACE304", ReportDiagnostic.Warn));
        var findings = await compilation.WithOptions(options).WithAnalyzers([new AsyncRaceAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        Assert.Equal(
            ["Listing_11_07.cs: warning ASYNCRACE304 at 'Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => GetUrlAsync(url, client)))'"],
            findings.Where(static finding => finding.Id == "ASYNCRACE304").Select(Describe));
    }

    private static string Describe(Diagnostic finding)
    {
        var tree = finding.Location.SourceTree!;
        string severity = finding.Severity.ToString().ToLowerInvariant();
        return $"{tree.FilePath}: {severity} {finding.Id} at '{tree.GetText().ToString(finding.Location.SourceSpan)}'";
    }
}
