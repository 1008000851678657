namespace Microsoft.CodeAnalysis.Testing;

/// <summary>The usual analyzer test as one call.</summary>
public class AnalyzerVerifier<TAnalyzer, TTest, TVerifier>
    where TAnalyzer : Diagnostics.DiagnosticAnalyzer, new()
    where TTest : AnalyzerTest<TVerifier>, new()
    where TVerifier : IVerifier, new()
{
    protected AnalyzerVerifier()
    {
    }

    /// <summary>The analyzer's only diagnostic.</summary>
    public static DiagnosticResult Diagnostic()
    {
        var supported = new TAnalyzer().SupportedDiagnostics;
        return supported.Length == 1
            ? new DiagnosticResult(supported[0])
            : throw new VerificationException($"{typeof(TAnalyzer).Name} supports {supported.Length} diagnostics: say which one is meant.");
    }

    public static DiagnosticResult Diagnostic(string diagnosticId) =>
        new(new TAnalyzer().SupportedDiagnostics.FirstOrDefault(descriptor => descriptor.Id == diagnosticId)
            ?? throw new VerificationException($"{typeof(TAnalyzer).Name} supports no '{diagnosticId}'."));

    public static DiagnosticResult Diagnostic(DiagnosticDescriptor descriptor) => new(descriptor);

    /// <summary>Requires exactly the diagnostics that the markup and <paramref name="expected"/> say.</summary>
    public static Task VerifyAnalyzerAsync(string source, params DiagnosticResult[] expected)
    {
        var test = new TTest { TestCode = source };
        test.ExpectedDiagnostics.AddRange(expected);
        return test.RunAsync(CancellationToken.None);
    }
}
