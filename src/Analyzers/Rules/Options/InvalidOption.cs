using AsyncRace.Analyzers.Model;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Rules.Options;

/// <summary>000: an option in .editorconfig that cannot be understood. It asks nothing of types: <see cref="Configuration.OptionReport"/> reports it.</summary>
internal sealed class InvalidOption() : Rule(Described)
{
    internal static readonly DiagnosticDescriptor Described = new(
        id: RuleId.InvalidOption,
        title: "An option of AsyncRace cannot be understood",
        messageFormat: "'{0}' {1}",
        category: Category.Options,
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A value in .editorconfig, or the name of an option, is not one that AsyncRace knows. Without this warning it would be ignored, and nobody would notice.",
        helpLinkUri: HelpLinkBase + RuleId.InvalidOption + ".md");

    internal override IEnumerable<Finding> Check(TypeModel type) => [];
}
