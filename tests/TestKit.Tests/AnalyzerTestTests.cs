using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Verify = Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerVerifier<AsyncRace.TestKit.Tests.SmallNameAnalyzer, Microsoft.CodeAnalysis.Testing.DefaultVerifier>;

namespace AsyncRace.TestKit.Tests;

/// <summary>A verifier is trusted only as far as it fails when it must.</summary>
public sealed class AnalyzerTestTests
{
    [Fact]
    public Task Markup_OfTheOnlyDiagnostic() => Verify.VerifyAnalyzerAsync("class [|small|] { } class Large { }");

    [Fact]
    public Task Markup_WithItsId() => Verify.VerifyAnalyzerAsync("class {|KIT001:small|} { }");

    [Fact]
    public Task Markup_Nested() => Verify.VerifyAnalyzerAsync("class Large { class {|KIT001:{|#0:small|}|} { {|CS0246:Missing|} _m; } }");

    [Fact]
    public Task Result_WithEverything() => Verify.VerifyAnalyzerAsync(
        "{|#1:class|} {|#0:small|} { }",
        Verify.Diagnostic("KIT001").WithLocation(0).WithLocation(1).WithArguments("small").WithSeverity(DiagnosticSeverity.Warning));

    [Fact]
    public Task Result_WithSpans() => Verify.VerifyAnalyzerAsync(
        "\nclass small { }",
        Verify.Diagnostic(SmallNameAnalyzer.Rule).WithSpan(2, 7, 2, 12).WithLocation(2, 1).WithMessage("'small' starts small"));

    [Fact]
    public Task Result_WithoutAdditionalLocations() => Verify.VerifyAnalyzerAsync(
        "class {|#0:small|} { }",
        Verify.Diagnostic().WithLocation(0).WithArguments("small").WithOptions(DiagnosticOptions.IgnoreAdditionalLocations));

    [Fact]
    public Task CompilerError_Expected() => Verify.VerifyAnalyzerAsync(
        "class Large { int M() => x; }",
        DiagnosticResult.CompilerError("CS0103").WithSpan(1, 26, 1, 27).WithArguments("x"));

    [Fact]
    public async Task WrongSpan_Fails()
    {
        var failure = await FailsAsync("class s[|mall|] { }");
        Assert.Contains("The nearest found one differs: it is at /0/Test0.cs(1,7)-(1,12)", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SpanThatIsTooShort_Fails() => await FailsAsync("class [|smal|]l { }");

    [Fact]
    public async Task MissingDiagnostic_Fails()
    {
        var failure = await FailsAsync("class [|Large|] { }");
        Assert.Contains("Expected 1 diagnostic, found 0 diagnostics.", failure, StringComparison.Ordinal);
        Assert.Contains("new DiagnosticResult(\"KIT001\", DiagnosticSeverity.Warning).WithSpan(\"/0/Test0.cs\", 1, 7, 1, 12)", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExtraDiagnostic_FailsWithTheCodeThatExpectsIt()
    {
        var failure = await FailsAsync("class [|small|] { } class tiny { }");
        Assert.Contains(
            "new DiagnosticResult(\"KIT001\", DiagnosticSeverity.Warning).WithSpan(1, 23, 1, 27).WithSpan(1, 17, 1, 22).WithArguments(\"tiny\")",
            failure,
            StringComparison.Ordinal);
        Assert.Contains("                        ^^^^", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CompilerErrorInTheInput_Fails()
    {
        var failure = await FailsAsync("class Large { int M() => x; }");
        Assert.Contains("DiagnosticResult.CompilerError(\"CS0103\").WithSpan(1, 26, 1, 27).WithArguments(\"x\")", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongArguments_Fail() => await FailsAsync(
        "class {|#0:small|} { }",
        Verify.Diagnostic().WithLocation(0).WithArguments("tall").WithOptions(DiagnosticOptions.IgnoreAdditionalLocations));

    [Fact]
    public async Task WrongSeverity_Fails() => await FailsAsync(
        "class {|#0:small|} { }",
        new DiagnosticResult("KIT001", DiagnosticSeverity.Info).WithLocation(0).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations));

    [Fact]
    public async Task AdditionalLocationsNotExpected_Fail() => await FailsAsync(
        "class {|#0:small|} { }", Verify.Diagnostic().WithLocation(0).WithArguments("small"));

    [Fact]
    public async Task WrongAdditionalLocation_Fails() => await FailsAsync(
        "class {|#1:{|#0:small|}|} { }", Verify.Diagnostic().WithLocation(0).WithLocation(1).WithArguments("small"));

    [Fact]
    public async Task ExpectationWithoutLocation_Fails() => await FailsAsync("class small { }", Verify.Diagnostic().WithArguments("small"));

    [Fact]
    public async Task MarkupKeyThatNoSourceHas_Fails()
    {
        var failure = await FailsAsync("class small { }", Verify.Diagnostic().WithLocation(7));
        Assert.Contains("no source has a {|#7:…|}", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MarkupThatIsNotClosed_Fails()
    {
        var failure = await FailsAsync("\nclass [|small { }");
        Assert.Contains("'[|' on line 2 is not closed", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnalyzerThatThrows_FailsWithItsStack()
    {
        var test = new CSharpAnalyzerTest<CrashingAnalyzer, DefaultVerifier> { TestCode = "class Large { }" };
        var failure = await Assert.ThrowsAsync<VerificationException>(() => test.RunAsync());
        Assert.Contains("the sample crash", failure.Message, StringComparison.Ordinal);
        Assert.Contains("at AsyncRace.TestKit.Tests.CrashingAnalyzer.Check", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DiagnosticInGeneratedCode_Fails()
    {
        var test = new CSharpAnalyzerTest<NoisyAnalyzer, DefaultVerifier> { TestCode = "class [|small|] { }" };
        var failure = await Assert.ThrowsAsync<VerificationException>(() => test.RunAsync());
        Assert.Contains("as generated code", failure.Message, StringComparison.Ordinal);

        await new CSharpAnalyzerTest<NoisyAnalyzer, DefaultVerifier>
        {
            TestCode = "class [|small|] { }",
            TestBehaviors = TestBehaviors.SkipGeneratedCodeCheck,
        }.RunAsync();
    }

    [Fact]
    public Task Pragma_Suppresses() => Verify.VerifyAnalyzerAsync("#pragma warning disable KIT001\nclass small { }");

    [Fact]
    public Task DisabledDiagnostics_AreOff() => new CSharpAnalyzerTest<SmallNameAnalyzer, DefaultVerifier>
    {
        TestCode = "class small { }",
        DisabledDiagnostics = { "KIT001" },
    }.RunAsync();

    [Fact]
    public Task RuleThatIsOffByDefault_IsOnInItsTests() =>
        new CSharpAnalyzerTest<SilentAnalyzer, DefaultVerifier> { TestCode = "class [|Large|] { }" }.RunAsync();

    [Fact]
    public Task EditorConfig_SetsTheSeverity() => new CSharpAnalyzerTest<SmallNameAnalyzer, DefaultVerifier>
    {
        TestState =
        {
            Sources = { "class {|#0:small|} { }" },
            AnalyzerConfigFiles = { ("/.editorconfig", "root = true\n[*.cs]\ndotnet_diagnostic.KIT001.severity = error\n") },
            ExpectedDiagnostics = { new DiagnosticResult("KIT001", DiagnosticSeverity.Error).WithLocation(0).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations) },
        },
    }.RunAsync();

    [Fact]
    public Task CompilerWarnings_WhenAskedFor() => new CSharpAnalyzerTest<SmallNameAnalyzer, DefaultVerifier>
    {
        TestCode = "class Large { void M() { int {|CS0168:x|}; } }",
        CompilerDiagnostics = CompilerDiagnostics.Warnings,
    }.RunAsync();

    [Fact]
    public Task OutputKind_AllowsTopLevelStatements() => new CSharpAnalyzerTest<SmallNameAnalyzer, DefaultVerifier>
    {
        TestState = { OutputKind = OutputKind.ConsoleApplication, Sources = { "System.Console.WriteLine(1); class [|small|] { }" } },
    }.RunAsync();

    [Fact]
    public Task Frameworks_AreThere() => new CSharpAnalyzerTest<SmallNameAnalyzer, DefaultVerifier>
    {
        TestCode = "class C { async System.Threading.Tasks.Task M() { using System.Threading.PeriodicTimer t = new(default); await t.WaitForNextTickAsync(); } }",
        ReferenceAssemblies = ReferenceAssemblies.Net.Net80,
    }.RunAsync();

    [Fact]
    public Task AdditionalAssemblies_AreThere() => new CSharpAnalyzerTest<SmallNameAnalyzer, DefaultVerifier>
    {
        TestCode = "class C { Xunit.FactAttribute F; }",
        ReferenceAssemblies = ReferenceAssemblies.Net.Net100.AddAssemblies([typeof(FactAttribute).Assembly.Location]),
    }.RunAsync();

    [Fact]
    public Task Projects_ReferenceEachOther() => new CSharpAnalyzerTest<SmallNameAnalyzer, DefaultVerifier>
    {
        TestState =
        {
            Sources = { "class Large : Base { }" },
            AdditionalProjectReferences = { "Below" },
            AdditionalProjects = { ["Below"] = { Sources = { "public class Base { } class [|small|] { }" } } },
        },
    }.RunAsync();

    [Fact]
    public async Task DiagnosticVerifier_SeesWhatMatched()
    {
        List<string> seen = [];
        var test = new CSharpAnalyzerTest<SmallNameAnalyzer, DefaultVerifier>
        {
            TestCode = "class [|small|] { }",
            DiagnosticVerifier = (diagnostic, _, _) => seen.Add(diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)),
        };
        await test.RunAsync();
        Assert.Equal("'small' starts small", Assert.Single(seen));
    }

    private static async Task<string> FailsAsync(string source, params DiagnosticResult[] expected) =>
        (await Assert.ThrowsAsync<VerificationException>(() => Verify.VerifyAnalyzerAsync(source, expected))).Message;
}
