using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AsyncRace.Analyzers.Configuration;

/// <summary>Reads the options of one file. What cannot be understood is left as it is by default, and told.</summary>
internal sealed class OptionReader
{
    private static readonly Reading s_nothing = new(AnalysisOptions.Default, ImmutableArray<OptionProblem>.Empty);

    private readonly AnalyzerConfigOptions _config;
    private readonly ImmutableArray<OptionProblem>.Builder _problems = ImmutableArray.CreateBuilder<OptionProblem>();

    private OptionReader(AnalyzerConfigOptions config) => _config = config;

    internal sealed record Reading(AnalysisOptions Options, ImmutableArray<OptionProblem> Problems);

    internal static Reading Read(AnalyzerConfigOptions config)
    {
        foreach (string key in OptionKey.All)
        {
            if (config.TryGetValue(key, out _))
                return new OptionReader(config).Read();
        }

        return s_nothing;
    }

    private Reading Read()
    {
        var options = new AnalysisOptions
        {
            Confidence = Choice(OptionKey.Confidence, RequiredConfidence.Medium),
            ConfinedTypes = List(OptionKey.ConfinedTypes, SymbolName.Parse, "a type's name"),
            IncludeParameters = Choice(OptionKey.IncludeParameters, Switch.False) == Switch.True,
            LockTypes = List(OptionKey.LockTypes, LockType.Parse, "of the form Namespace.Type:Acquire/Release"),
            LoopBoundMembers = List(OptionKey.LoopBoundMembers, SymbolName.Parse, "a member's name"),
            SequentialCallbacks = List(OptionKey.SequentialCallbacks, SymbolName.Parse, "a type's or a member's name"),
            FixLock = Choice(OptionKey.FixLock, FixLock.Auto),
        };
        return new Reading(options, _problems.ToImmutable());
    }

    private enum Switch
    {
        True,
        False,
    }

    private T Choice<T>(string key, T ifUnset)
        where T : struct, Enum
    {
        if (ValueOf(key) is not { } value)
            return ifUnset;
        foreach (T choice in Enum.GetValues(typeof(T)))
        {
            if (string.Equals(choice.ToString(), value, StringComparison.OrdinalIgnoreCase))
                return choice;
        }

        string choices = string.Join(", ", Enum.GetNames(typeof(T))).ToLowerInvariant();
        _problems.Add(new OptionProblem(key, value, $"is '{value}', which is not one of: {choices}. It counts as {ifUnset.ToString().ToLowerInvariant()}"));
        return ifUnset;
    }

    private ImmutableArray<T> List<T>(string key, Func<string, T?> parse, string expected)
        where T : class
    {
        if (ValueOf(key) is not { } value)
            return ImmutableArray<T>.Empty;

        var list = ImmutableArray.CreateBuilder<T>();
        foreach (string part in value.Split(','))
        {
            // Nothing between two commas, or after the last one, is no entry.
            if (part.Trim() is not { Length: > 0 } entry)
                continue;
            if (parse(entry) is { } parsed)
                list.Add(parsed);
            else
                _problems.Add(new OptionProblem(key, value, $"has the entry '{entry}', which is not {expected}. The entry is left out"));
        }

        return list.ToImmutable();
    }

    // In .editorconfig, 'unset' takes back what a file further up has set.
    private string? ValueOf(string key) =>
        _config.TryGetValue(key, out string? value) && !string.Equals(value.Trim(), "unset", StringComparison.OrdinalIgnoreCase) ? value.Trim() : null;
}
