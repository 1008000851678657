using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Verify = Microsoft.CodeAnalysis.CSharp.Testing.CSharpCodeFixVerifier<
    AsyncRace.TestKit.Tests.SmallNameAnalyzer, AsyncRace.TestKit.Tests.CapitalizeFix, Microsoft.CodeAnalysis.Testing.DefaultVerifier>;

namespace AsyncRace.TestKit.Tests;

public sealed class CodeFixTestTests
{
    [Fact]
    public Task Fix_OfTwoDiagnostics() => Verify.VerifyCodeFixAsync("class [|small|] { } class [|tiny|] { }", "class Small { } class Tiny { }");

    [Fact]
    public Task Fix_ChosenByIndex() => new CSharpCodeFixTest<SmallNameAnalyzer, CapitalizeFix, DefaultVerifier>
    {
        TestCode = "class [|small|] { }",
        FixedCode = "class SMALL { }",
        CodeActionIndex = 1,
    }.RunAsync();

    [Fact]
    public Task Fix_ChosenByKey() => new CSharpCodeFixTest<SmallNameAnalyzer, CapitalizeFix, DefaultVerifier>
    {
        TestCode = "class [|small|] { }",
        FixedCode = "class SMALL { }",
        CodeActionEquivalenceKey = "shout",
        CodeActionVerifier = static (action, verifier) => verifier.Equal("Shout", action.Title),
    }.RunAsync();

    [Fact]
    public Task Fix_InSeveralDocumentsAndProjects() => new CSharpCodeFixTest<SmallNameAnalyzer, CapitalizeFix, DefaultVerifier>
    {
        TestState =
        {
            Sources = { "class [|small|] { }", "class [|tiny|] { }" },
            AdditionalProjects = { ["Other"] = { Sources = { "class [|little|] { }" } } },
        },
        FixedState =
        {
            Sources = { "class Small { }", "class Tiny { }" },
            AdditionalProjects = { ["Other"] = { Sources = { "class Little { }" } } },
        },
        NumberOfFixAllInDocumentIterations = 3,
        NumberOfFixAllInProjectIterations = 2,
    }.RunAsync();

    [Fact]
    public Task DiagnosticThatStays_AllowedByMarkup() => new CSharpCodeFixTest<SmallNameAnalyzer, HalfFix, DefaultVerifier>
    {
        TestCode = "class [|small|] { }",
        FixedState = { Sources = { "class [|smallFixed|] { }" }, MarkupHandling = MarkupMode.Allow },
        CodeFixTestBehaviors = CodeFixTestBehaviors.FixOne,
    }.RunAsync();

    [Fact]
    public async Task FixedCodeThatDiffers_Fails()
    {
        var failure = await FailsAsync<CapitalizeFix>("class [|small|] { }", "class Small  { }");
        Assert.Contains("- class Small  { }", failure, StringComparison.Ordinal);
        Assert.Contains("+ class Small { }", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CompilerErrorInTheOutput_Fails()
    {
        var failure = await FailsAsync<CapitalizeFix>("class [|small|] { small? _s; }", "class Small { small? _s; }");
        Assert.Contains("analyzing the fixed sources", failure, StringComparison.Ordinal);
        Assert.Contains("CS0246", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CompilerErrorInTheInput_Fails() => Assert.Contains(
        "CS0246", await FailsAsync<CapitalizeFix>("class [|small|] { Missing _m; }", "class Small { Missing _m; }"), StringComparison.Ordinal);

    [Fact]
    public async Task DiagnosticLeftAfterTheFix_Fails()
    {
        var failure = await FailsAsync<HalfFix>("class [|small|] { }", "class smallFixed { }");
        Assert.Contains("analyzing the fixed sources", failure, StringComparison.Ordinal);
        Assert.Contains("KIT001", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FixAllThatDiffers_Fails()
    {
        var failure = await FailsAsync<InconsistentFix>("class [|small|] { }", "class Small { }");
        Assert.Contains("fixing all in the Document", failure, StringComparison.Ordinal);
        Assert.Contains("+ class SMALL { }", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FixAllThatForgetsDocuments_Fails()
    {
        var test = new CSharpCodeFixTest<SmallNameAnalyzer, ForgetfulFix, DefaultVerifier>
        {
            TestState = { Sources = { "class [|small|] { }", "class [|tiny|] { }" } },
            FixedState = { Sources = { "class Small { }", "class Tiny { }" } },
            NumberOfFixAllInDocumentIterations = 2,
        };
        var failure = await Assert.ThrowsAsync<VerificationException>(() => test.RunAsync());
        Assert.Contains("fixing all in the Project", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task FixAllThatDiffers_AllowedAsBatchFixed() => new CSharpCodeFixTest<SmallNameAnalyzer, InconsistentFix, DefaultVerifier>
    {
        TestCode = "class [|small|] { }",
        FixedCode = "class Small { }",
        BatchFixedCode = "class SMALL { }",
    }.RunAsync();

    [Fact]
    public async Task FixOfferedWhereNoneIsExpected_Fails()
    {
        var failure = await FailsAsync<CapitalizeFix>("class [|small|] { }", "class [|small|] { }");
        Assert.Contains("expecting that no fix is offered", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FixNotOffered_Fails()
    {
        var test = new CSharpCodeFixTest<SmallNameAnalyzer, CapitalizeFix, DefaultVerifier>
        {
            TestCode = "class [|small|] { }",
            FixedCode = "class Small { }",
            CodeActionIndex = 2,
        };
        await Assert.ThrowsAsync<VerificationException>(() => test.RunAsync());
    }

    [Fact]
    public async Task MoreIterationsThanSaid_Fail()
    {
        var test = new CSharpCodeFixTest<SmallNameAnalyzer, CapitalizeFix, DefaultVerifier>
        {
            TestCode = "class [|small|] { } class [|tiny|] { }",
            FixedCode = "class Small { } class Tiny { }",
            NumberOfIncrementalIterations = 1,
        };
        var failure = await Assert.ThrowsAsync<VerificationException>(() => test.RunAsync());
        Assert.Contains("Expected 1 iterations", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TreeThatIsNotWhatItsTextParsesTo_Fails()
    {
        var failure = await FailsAsync<MalformedFix>("class [|small|] { }", "class Small { } class Other { }");
        Assert.Contains("not what its text parses to", failure, StringComparison.Ordinal);
    }

    private static async Task<string> FailsAsync<TFix>(string source, string fixedSource)
        where TFix : CodeFixProvider, new()
    {
        var verify = () => CSharpCodeFixVerifier<SmallNameAnalyzer, TFix, DefaultVerifier>.VerifyCodeFixAsync(source, fixedSource);
        return (await Assert.ThrowsAsync<VerificationException>(verify)).Message;
    }
}
