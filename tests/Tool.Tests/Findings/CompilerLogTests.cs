using System.Text;
using System.Text.Json;
using AsyncRace.Tool.Findings;

namespace AsyncRace.Tool.Tests.Findings;

public sealed class CompilerLogTests
{
    /// <summary>As the compiler of the .NET SDK 10 writes it.</summary>
    private const string Recorded =
        """
        {
          "$schema": "http://json.schemastore.org/sarif-2.1.0",
          "version": "2.1.0",
          "runs": [
            {
              "results": [
                {
                  "ruleId": "CA1050",
                  "level": "note",
                  "message": { "text": "Declare types in namespaces" },
                  "locations": [ { "physicalLocation": { "artifactLocation": { "uri": "file:///home/me/my%20app/L.cs" }, "region": { "startLine": 1, "startColumn": 14, "endLine": 1, "endColumn": 21 } } } ],
                  "properties": { "warningLevel": 1 }
                },
                {
                  "ruleId": "ASYNCRACE001",
                  "ruleIndex": 0,
                  "level": "error",
                  "message": { "text": "'_balance' is written from a value read on line 5" },
                  "suppressions": [ { "kind": "inSource", "properties": { "suppressionType": "DiagnosticSuppressor { Suppression Id: ASYNCRACE_LOG_ONLY, Suppression Justification: Reported by asyncrace check }" } } ],
                  "locations": [ { "physicalLocation": { "artifactLocation": { "uri": "file:///home/me/my%20app/L.cs" }, "region": { "startLine": 7, "startColumn": 9, "endLine": 7, "endColumn": 17 } } } ],
                  "relatedLocations": [
                    { "physicalLocation": { "artifactLocation": { "uri": "file:///home/me/my%20app/L.cs" }, "region": { "startLine": 5, "startColumn": 20, "endLine": 5, "endColumn": 28 } } },
                    { "physicalLocation": { "artifactLocation": { "uri": "file:///home/me/my%20app/L.cs" }, "region": { "startLine": 6, "startColumn": 9, "endLine": 6, "endColumn": 28 } } },
                    { "physicalLocation": { "artifactLocation": { "uri": "file:///home/me/my%20app/L.cs" }, "region": { "startLine": 12, "startColumn": 9, "endLine": 12, "endColumn": 28 } } },
                    { "physicalLocation": { "artifactLocation": { "uri": "file:///home/me/my%20app/L.cs" }, "region": { "startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 3 } } }
                  ],
                  "properties": {
                    "customProperties": {
                      "AsyncRace.Location": "_balance",
                      "AsyncRace.Member": "AddAsync",
                      "AsyncRace.Rival": "Reset",
                      "AsyncRace.Roles": "read,suspension,rival"
                    }
                  }
                },
                {
                  "ruleId": "ASYNCRACE001",
                  "level": "warning",
                  "message": { "text": "suppressed by the user" },
                  "suppressions": [ { "kind": "inSource", "properties": { "suppressionType": "Pragma Directive" } } ],
                  "locations": [ { "physicalLocation": { "artifactLocation": { "uri": "file:///home/me/my%20app/L.cs" }, "region": { "startLine": 14, "startColumn": 9, "endLine": 14, "endColumn": 17 } } } ]
                }
              ],
              "tool": {
                "driver": {
                  "name": "Microsoft (R) Visual C# Compiler",
                  "semanticVersion": "5.9.0",
                  "rules": [ { "id": "ASYNCRACE001" }, { "id": "CA1050" } ]
                }
              },
              "columnKind": "utf16CodeUnits"
            }
          ]
        }
        """;

    [Fact]
    public void Read_RecordedLog_OurFindingWithItsFacts()
    {
        var log = Read(Recorded);
        var finding = Assert.Single(log.Findings);
        Assert.Equal("ASYNCRACE001", finding.RuleId);
        Assert.Equal(Severity.Error, finding.Severity);
        Assert.Equal("'_balance' is written from a value read on line 5", finding.Message);
        Assert.Equal(new CodeSpan(LocalPath("/home/me/my app/L.cs"), 7, 9, 7, 17), finding.Span);
        Assert.Equal([Role.Read, Role.Suspension, Role.Rival, Role.Other], finding.Related.Select(static related => related.Role));
        Assert.Equal(5, finding.LineOf(Role.Read));
        Assert.Equal(6, finding.LineOf(Role.Suspension));
        Assert.Equal(12, finding.LineOf(Role.Rival));
        Assert.Equal("_balance", finding.Location);
        Assert.Equal("AddAsync", finding.Member);
        Assert.Equal("Reset", finding.Rival);
    }

    [Fact]
    public void Read_RecordedLog_RulesRanAndCompilerKnown()
    {
        var log = Read(Recorded);
        Assert.True(log.RulesRan);
        Assert.False(log.HasErrors);
        Assert.Equal(new Version(5, 9, 0), log.CompilerVersion);
        Assert.Null(log.NotLoaded);
        Assert.Empty(log.Crashes);
    }

    [Fact]
    public void Read_CompilerError_IsNoticed() => Assert.True(Read(Result("CS1002", "error", "; expected")).HasErrors);

    [Fact]
    public void Read_CompilerWarning_IsNotAnError() => Assert.False(Read(Result("CS0168", "warning", "never used")).HasErrors);

    [Fact]
    public void Read_OurAnalyzerThrew_IsACrash() =>
        Assert.Equal("Analyzer 'AsyncRace.Analyzers.AsyncRaceAnalyzer' threw an exception", Assert.Single(Read(Result("AD0001", "warning", "Analyzer 'AsyncRace.Analyzers.AsyncRaceAnalyzer' threw an exception")).Crashes));

    [Fact]
    public void Read_AnotherAnalyzerThrew_IsNoneOfOurs() => Assert.Empty(Read(Result("AD0001", "warning", "Analyzer 'Acme.Style' threw an exception")).Crashes);

    [Theory]
    [InlineData("CS9057")]
    [InlineData("CS8032")]
    public void Read_AnalyzersNotLoaded_SaysWhy(string id) =>
        Assert.Equal("The analyzer assembly 'AsyncRace.Analyzers.dll' is too new", Read(Result(id, "warning", "The analyzer assembly 'AsyncRace.Analyzers.dll' is too new")).NotLoaded);

    [Fact]
    public void Read_ResultWithoutLocation_IsLeftOut() => Assert.Empty(Read(Result("ASYNCRACE001", "warning", "nowhere")).Findings);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "runs": [ {} ] }""")]
    [InlineData("""{ "runs": [ { "results": [ 1, { "ruleId": 5 } ], "tool": [] } ] }""")]
    public void Read_UnexpectedShapes_NoFindingsAndNoException(string json) => Assert.Empty(Read(json).Findings);

    [Fact]
    public void Read_CutOff_IsAJsonException() => Assert.ThrowsAny<JsonException>(() => Read(Recorded[..400]));

    private static CompilerLog Read(string json) => CompilerLog.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)));

    private static string Result(string id, string level, string message) =>
        $$"""{ "runs": [ { "results": [ { "ruleId": "{{id}}", "level": "{{level}}", "message": { "text": "{{message}}" } } ] } ] }""";

    private static string LocalPath(string path) => new Uri("file://" + path).LocalPath;
}
