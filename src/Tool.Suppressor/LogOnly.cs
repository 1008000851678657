using System.Collections.Immutable;
using System.Reflection;
using AsyncRace.Analyzers.Rules;
using AsyncRace.Tool.Findings;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncRace.Tool.Suppressor;

/// <summary>
/// Keeps findings in the compiler's log and out of its verdict while <c>asyncrace check</c> builds: whatever severity a team has set,
/// a finding does not stop the build, so that the projects that depend on this one are compiled, and checked, too.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LogOnly : DiagnosticSuppressor
{
    /// <inheritdoc />
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = ImmutableArray.CreateRange(
        typeof(RuleId).GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public).Select(static field => new SuppressionDescriptor(
            LogOnlySuppression.Id,
            suppressedDiagnosticId: (string)field.GetRawConstantValue(),
            justification: "Reported by asyncrace check")));

    /// <inheritdoc />
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            var suppression = SupportedSuppressions.First(descriptor => descriptor.SuppressedDiagnosticId == diagnostic.Id);
            context.ReportSuppression(Suppression.Create(suppression, diagnostic));
        }
    }
}
