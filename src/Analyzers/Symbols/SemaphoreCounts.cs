using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>How many a semaphore lets in at first, where its field's declaration says so.</summary>
internal static class SemaphoreCounts
{
    /// <summary>Null where the field is not a semaphore, or its count is not written where the field is declared.</summary>
    internal static int? InitialCount(IFieldSymbol field)
    {
        if (!field.Type.Name.Contains("Semaphore"))
            return null;
        foreach (var reference in field.DeclaringSyntaxReferences)
        {
            if (reference.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: [var first, ..] } }
                && first.Expression is LiteralExpressionSyntax { Token.Value: int count })
            {
                return count;
            }
        }

        return null;
    }
}
