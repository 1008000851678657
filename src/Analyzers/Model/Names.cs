using AsyncRace.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Model;

/// <summary>Bodies as a person names them.</summary>
internal static class Names
{
    internal static string Of(Body body) => body.Member switch
    {
        { AssociatedSymbol: IPropertySymbol { IsIndexer: true } } => "this[]",
        { AssociatedSymbol: { } property } => property.Name,
        { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor, ContainingType: var type } => type.Name,
        { Name: "<Main>$" } => "the program",
        { ExplicitInterfaceImplementations: [var implemented, ..] } => implemented.Name,
        var method => method.Name,
    };
}
