using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.Requests;

namespace HazmatTrack.Web.Alerts;

/// <summary>The body of a handling step. Who takes it is the person who is signed in.</summary>
/// <param name="Note">The person's remark.</param>
internal sealed record HandlingBody(string? Note = null)
{
    private const int MaxName = 100;
    private const int MaxNote = 2000;
    private const int MaxBytes = 16 * 1024;

    /// <param name="context">The request.</param>
    /// <param name="action">The step.</param>
    /// <param name="by">The person who takes it.</param>
    /// <param name="now">When it is taken.</param>
    /// <param name="faults">Takes the faults of members; the step may be used only where there is none.</param>
    /// <exception cref="InvalidRequestException">The body is not a JSON object.</exception>
    public static async Task<HandlingStep> ReadAsync(
        HttpContext context, HandlingAction action, Caller by, Instant now, RequestFaults faults, CancellationToken cancellation)
    {
        using var body = await JsonBody.ReadAsync(context, MaxBytes, faults, cancellation);
        body.Refuse("by", new("处置人就是登录的人；请去掉。", "The person who is signed in takes the step; leave it out."));
        var note = NoteOf(body);
        string? assignee = null;
        if (action == HandlingAction.Assign)
        {
            assignee = NameOf(body, "assignee");
        }
        else if (body.OptionalText("assignee") is not null)
        {
            faults.Add("assignee", FaultCode.NotApplicable, new("只有指派才有被指派人；请去掉。", "Only an assignment has an assignee; leave it out."));
        }

        body.RefuseOthers();
        return new(action, by.Name, now, assignee, note);
    }

    private static string NameOf(JsonBody body, string field)
    {
        var text = body.OptionalText(field)?.Trim() ?? "";
        if (text.Length == 0 && !body.Faults.Has(field))
        {
            body.Faults.Add(field, FaultCode.Required, new("必须写明人员姓名。", "It must name a person."));
        }

        Check(body.Faults, field, text, MaxName);
        return text;
    }

    private static string? NoteOf(JsonBody body)
    {
        var text = body.OptionalText("note");
        Check(body.Faults, "note", text ?? "", MaxNote, '\n', '\r', '\t');
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    private static void Check(RequestFaults faults, string field, string text, int longest, params ReadOnlySpan<char> allowed)
    {
        if (text.Length > longest)
        {
            faults.Add(field, FaultCode.TooLong, new($"长 {text.Length} 个字符；最多 {longest} 个。", $"It is {text.Length} characters long; at most {longest}."));
        }

        foreach (var c in text)
        {
            if (char.IsControl(c) && !allowed.Contains(c))
            {
                faults.Add(field, FaultCode.Invalid, new("含有控制字符。", "It has a control character."));
                return;
            }
        }
    }
}

/// <summary>The body of an assignment, for the OpenAPI document; <see cref="HandlingBody.ReadAsync"/> reads it.</summary>
/// <param name="Assignee">The person to whom it is assigned.</param>
/// <param name="Note">The remark of the person who assigns it.</param>
internal sealed record AssignmentBody(string Assignee, string? Note = null);
