using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>Methods that only throw: what stands behind their call is not reached, although the control-flow graph goes on.</summary>
internal static class Throwers
{
    internal static bool NeverReturns(IOperation statement) =>
        statement is IExpressionStatementOperation { Operation: IInvocationOperation { TargetMethod: { ReturnsVoid: true } method } }
        && (IsThrower(method.Name) || Confinement.HasAttribute(method, "DoesNotReturnAttribute"));

    // ThrowIfDisposed returns where there is nothing to complain of.
    private static bool IsThrower(string name) =>
        name.StartsWith("Throw", StringComparison.Ordinal)
        && (name.Length == "Throw".Length || char.IsUpper(name["Throw".Length]))
        && name.IndexOf("If", StringComparison.Ordinal) < 0 && name.IndexOf("When", StringComparison.Ordinal) < 0;
}
