using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Rules;

/// <summary>One rule of the catalogue: its descriptor, and the question it asks of a type's model.</summary>
internal abstract class Rule(DiagnosticDescriptor descriptor)
{
    /// <summary>Where the rules' pages are: a page is named after its rule's id.</summary>
    private protected const string HelpLinkBase = "https://github.com/asyncrace/asyncrace/blob/main/docs/rules/";

    /// <summary>What the compiler and the IDE know of the rule.</summary>
    internal DiagnosticDescriptor Descriptor { get; } = descriptor;
}
