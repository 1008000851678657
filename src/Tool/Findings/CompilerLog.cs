using System.Collections.Immutable;
using System.Text.Json;
using AsyncRace.Analyzers.Rules;

namespace AsyncRace.Tool.Findings;

/// <summary>What the compiler logged of one compilation (SARIF 2.1, <c>/errorlog</c>), as far as it concerns this tool.</summary>
/// <param name="Findings">Our rules' results, those that the code suppresses left out.</param>
/// <param name="Crashes">What the compiler says of each exception that one of our analyzers threw.</param>
/// <param name="NotLoaded">Why the compiler could not load the analyzers, or <see langword="null"/>.</param>
/// <param name="HasErrors">The compiler itself reported an error.</param>
/// <param name="RulesRan">The log lists our rules among those that ran.</param>
/// <param name="CompilerVersion">The compiler's version, where it says so.</param>
internal sealed record CompilerLog(
    ImmutableArray<Finding> Findings,
    ImmutableArray<string> Crashes,
    string? NotLoaded,
    bool HasErrors,
    bool RulesRan,
    Version? CompilerVersion)
{
    private const string RulePrefix = "ASYNCRACE";
    private const string AnalyzerPrefix = "AsyncRace.";
    private const string AnalyzerException = "AD0001";

    /// <summary>An analyzer assembly that cannot be used: not created, no analyzers in it, not loaded, made for a newer compiler.</summary>
    private static readonly string[] NotLoadedIds = ["CS8032", "CS8033", "CS8034", "CS9057"];

    /// <summary>Reads one log.</summary>
    /// <exception cref="JsonException">The log is not JSON, for example because the compiler was stopped while it wrote.</exception>
    internal static CompilerLog Read(Stream utf8)
    {
        using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { AllowTrailingCommas = true });
        var findings = ImmutableArray.CreateBuilder<Finding>();
        var crashes = ImmutableArray.CreateBuilder<string>();
        string? notLoaded = null;
        bool hasErrors = false;
        bool rulesRan = false;
        Version? version = null;

        foreach (var run in Elements(document.RootElement, "runs"))
        {
            foreach (var result in Elements(run, "results"))
            {
                string id = Text(result, "ruleId") ?? "";
                string message = Child(result, "message") is { } text ? Text(text, "text") ?? "" : "";
                if (id.StartsWith(RulePrefix, StringComparison.Ordinal))
                {
                    if (!IsSuppressed(result) && ReadFinding(result, id, message) is { } finding)
                        findings.Add(finding);
                }
                else if (id == AnalyzerException)
                {
                    if (message.Contains($"'{AnalyzerPrefix}", StringComparison.Ordinal))
                        crashes.Add(message);
                }
                else if (NotLoadedIds.Contains(id) && message.Contains(AnalyzerPrefix, StringComparison.Ordinal))
                {
                    notLoaded ??= message;
                }
                else if (id.StartsWith("CS", StringComparison.Ordinal) && Text(result, "level") == "error")
                {
                    hasErrors = true;
                }
            }

            if (Child(run, "tool") is { } tool && Child(tool, "driver") is { } driver)
            {
                rulesRan |= Elements(driver, "rules").Any(static rule => Text(rule, "id")?.StartsWith(RulePrefix, StringComparison.Ordinal) == true);
                if (Version.TryParse(Text(driver, "semanticVersion")?.Split('-')[0], out var parsed))
                    version = parsed;
            }
        }

        return new CompilerLog(findings.ToImmutable(), crashes.ToImmutable(), notLoaded, hasErrors, rulesRan, version);
    }

    private static Finding? ReadFinding(JsonElement result, string id, string message)
    {
        if (Elements(result, "locations").Select(ReadSpan).FirstOrDefault() is not { } span)
            return null;

        var properties = ReadProperties(result);
        string[] roles = properties.GetValueOrDefault(FindingProperties.Roles, "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var related = Elements(result, "relatedLocations")
            .Select((location, index) => (Span: ReadSpan(location), Role: index < roles.Length ? ReadRole(roles[index]) : Role.Other))
            .Where(static pair => pair.Span is not null)
            .Select(static pair => new RelatedSpan(pair.Role, pair.Span!));

        return new Finding(id, ReadSeverity(Text(result, "level")), message, span, [.. related], properties);
    }

    private static ImmutableDictionary<string, string> ReadProperties(JsonElement result)
    {
        if (Child(result, "properties") is not { } bag || Child(bag, "customProperties") is not { } custom)
            return ImmutableDictionary<string, string>.Empty;

        return custom.EnumerateObject()
            .Where(static property => property.Value.ValueKind == JsonValueKind.String)
            .ToImmutableDictionary(static property => property.Name, static property => property.Value.GetString()!);
    }

    private static CodeSpan? ReadSpan(JsonElement location)
    {
        if (Child(location, "physicalLocation") is not { } physical
            || Child(physical, "artifactLocation") is not { } artifact
            || Text(artifact, "uri") is not { } uri
            || Child(physical, "region") is not { } region)
        {
            return null;
        }

        int startLine = Number(region, "startLine") ?? 1;
        int startColumn = Number(region, "startColumn") ?? 1;
        int endLine = Number(region, "endLine") ?? startLine;
        return new CodeSpan(ReadPath(uri), startLine, startColumn, endLine, Number(region, "endColumn") ?? startColumn);
    }

    private static string ReadPath(string uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var absolute) && absolute.IsFile ? absolute.LocalPath : Uri.UnescapeDataString(uri);

    private static Role ReadRole(string role) => role switch
    {
        "read" => Role.Read,
        "suspension" => Role.Suspension,
        "rival" => Role.Rival,
        "acquire" => Role.Acquire,
        "release" => Role.Release,
        "exit" => Role.Exit,
        "inner" => Role.Inner,
        "await" => Role.Await,
        "wait" => Role.Wait,
        "capture" or "start" => Role.Capture,
        _ => Role.Other,
    };

    private static Severity ReadSeverity(string? level) => level switch
    {
        "error" => Severity.Error,
        "note" or "none" => Severity.Info,
        _ => Severity.Warning,
    };

    /// <summary>Suppressed by the code (a pragma, an attribute) or by another suppressor than ours.</summary>
    private static bool IsSuppressed(JsonElement result) => Elements(result, "suppressions").Any(static suppression =>
        Child(suppression, "properties") is not { } properties
        || Text(properties, "suppressionType")?.Contains(LogOnlySuppression.Id, StringComparison.Ordinal) != true);

    private static JsonElement? Child(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var child) && child.ValueKind == JsonValueKind.Object ? child : null;

    private static IEnumerable<JsonElement> Elements(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var child) && child.ValueKind == JsonValueKind.Array
            ? child.EnumerateArray()
            : Enumerable.Empty<JsonElement>();

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var child) && child.ValueKind == JsonValueKind.String ? child.GetString() : null;

    private static int? Number(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var child) && child.ValueKind == JsonValueKind.Number && child.TryGetInt32(out int number) ? number : null;
}
