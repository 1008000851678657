using System.Collections.Immutable;
using AsyncRace.Tool.Findings;

namespace AsyncRace.Tool.Rendering;

/// <summary>A finding as the order of events in which it does harm: task A is the one that suspends, task B the one that runs meanwhile.</summary>
internal sealed record Interleaving(string TaskA, string TaskB, ImmutableArray<Step> Steps, Outcome? Outcome)
{
    /// <summary>The interleaving of <paramref name="finding"/>, or <see langword="null"/> where its facts do not make one.</summary>
    internal static Interleaving? Of(Finding finding, SourceLines source, Page page)
    {
        if (MisuseStory.Of(finding) is { } misuse)
            return OfMisuse(misuse, finding, source);
        // Without a place to suspend there are no two tasks to tell of.
        if (finding.LineOf(Role.Suspension) is null)
            return null;

        var story = Story.Of(finding);
        var steps = ImmutableArray.CreateBuilder<Step>();
        if (finding.LineOf(Role.Read) is not null)
            steps.Add(StepOf(Role.Read, story.Read));
        steps.Add(StepOf(Role.Suspension, Story.Suspension));
        steps.Add(StepOf(Role.Rival, story.Rival));
        steps.Add(StepOf(Role.Write, story.Write));
        return new Interleaving(Title("task A", finding.Member), Title("task B", finding.Rival), WithCommonExcerpts(steps), story.Outcome);

        Step StepOf(Role role, string explanation)
        {
            int? line = finding.LineOf(role);
            var span = finding.SpanOf(role);
            string path = span?.Path ?? finding.Span.Path;
            string elsewhere = path == finding.Span.Path ? "" : $" (in {Path.GetFileName(page.Show(path))})";
            string? code = line is null ? null : source.Line(path, line.Value)?.Trim();
            return new Step(role, line, code, span is null ? null : source.Text(span), explanation + elsewhere);
        }
    }

    private static Interleaving OfMisuse(MisuseStory story, Finding finding, SourceLines source)
    {
        var steps = ImmutableArray.CreateBuilder<Step>();
        foreach (var (isTaskB, place, explanation) in story.Steps)
        {
            var span = place is { } role ? finding.SpanOf(role) : null;
            // The column is that of the role: only a rival is in task B's.
            steps.Add(new Step(
                isTaskB ? Role.Rival : place ?? Role.Other,
                span?.StartLine, span is null ? null : source.Line(span.Path, span.StartLine)?.Trim(), span is null ? null : source.Text(span), explanation));
        }

        return new Interleaving(Column("task A", story.TaskA, finding.Member), Column("task B", story.TaskB, finding.Member), WithCommonExcerpts(steps), story.Outcome);
    }

    private static string Column(string task, string? name, string? member) =>
        name is null ? Title(task, member) : name.StartsWith(task, StringComparison.Ordinal) ? name : $"{task}: {name}";

    /// <summary>Steps of one line are shown under one excerpt, so it is the one that has them all: <c>_n += await F()</c>.</summary>
    private static ImmutableArray<Step> WithCommonExcerpts(ImmutableArray<Step>.Builder steps) =>
    [
        .. steps.Select(step => step with
        {
            Excerpt = steps.Where(other => other.Line == step.Line && other.Code == step.Code).Select(static other => other.Excerpt).MaxBy(static excerpt => excerpt?.Length ?? 0),
        }),
    ];

    private static string Title(string task, string? member) => member is null ? task : $"{task}: {member}";
}

/// <summary>One event of an interleaving.</summary>
/// <param name="Role">Its part; only <see cref="Role.Rival"/> is task B's.</param>
/// <param name="Line">Its line, if known.</param>
/// <param name="Code">That line's text, if it can be read.</param>
/// <param name="Excerpt">The part of the line that matters, for where the line is too long.</param>
/// <param name="Explanation">What happens.</param>
internal sealed record Step(Role Role, int? Line, string? Code, string? Excerpt, string Explanation);
