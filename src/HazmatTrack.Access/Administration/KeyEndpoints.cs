using System.Collections.Frozen;
using System.Security.Cryptography;
using HazmatTrack.Access.Settings;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.OpenApi;
using HazmatTrack.Http.Requests;
using HazmatTrack.Storage.Access;

namespace HazmatTrack.Access.Administration;

/// <summary>API keys: created, listed and revoked by administrators, and listed by each operator for itself. And the sessions of a person.</summary>
internal sealed class KeyEndpoints(IAccessStore store, AccessOptions options, TimeProvider time)
{
    private const int LargestBody = 16 * 1024;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1").WithTags("Access").AddEndpointFilter(ProblemFilter.InvokeAsync);
        group.MapGet("/keys", (HttpContext context, KeyEndpoints it) => it.ListAsync(context))
            .Requires(AccessAction.ReadOperators)
            .Describe("listKeys", "The API keys of an owner, newest first", "Without their secrets, which are kept nowhere. An operator's own people see their own.")
            .Takes(QueryParameter.Text("owner", "The organisation; for an operator's people their own where it is not given.", "91310000DEMA00001B"))
            .Produces<KeyListView>()
            .Fails(ProblemCode.BadInput);
        group.MapPost("/keys", (HttpContext context, KeyEndpoints it) => it.CreateAsync(context))
            .Requires(AccessAction.ManageAccess)
            .Describe(
                "createKey", "Creates an API key, which is shown this once",
                "Two keys of one owner and name may be active: create the second, put it to use, and revoke the first.")
            .TakesBody<KeyBody>()
            .Produces<CreatedKeyView>(StatusCodes.Status201Created)
            .Fails(
                ProblemCode.BadInput, ProblemCode.TooManyKeys, ProblemCode.SignInAgain, ProblemCode.CrossSite, ProblemCode.BodyTooLarge,
                ProblemCode.UnsupportedMediaType);
        group.MapDelete("/keys/{id}", (string id, HttpContext context, KeyEndpoints it) => it.RevokeAsync(id, context))
            .Requires(AccessAction.ManageAccess)
            .Describe("revokeKey", "Revokes an API key from now on", "Every process refuses it within two seconds.")
            .Takes(QueryParameter.Path("id", "The id of the key.", "3kTq9ZbVw1Xy"))
            .Produces<KeyView>()
            .Fails(ProblemCode.BadInput, ProblemCode.NotFound, ProblemCode.SignInAgain, ProblemCode.CrossSite);
        group.MapPost("/sessions/end", (HttpContext context, KeyEndpoints it) => it.EndSessionsAsync(context))
            .Requires(AccessAction.ManageAccess)
            .WithMetadata(new RecordedAs(AuditAction.EndSession))
            .Describe("endSessions", "Ends all sessions of a person", "Every process refuses them within two seconds; streams of theirs end within a minute.")
            .TakesBody<EndSessionsBody>()
            .Produces<EndedSessionsView>()
            .Fails(ProblemCode.BadInput, ProblemCode.SignInAgain, ProblemCode.CrossSite, ProblemCode.BodyTooLarge, ProblemCode.UnsupportedMediaType);
    }

    private async Task<IResult> ListAsync(HttpContext context)
    {
        var query = new QueryReader(context.Request.Query, "owner");
        var (caller, owner) = (context.Caller(), query.Text("owner", ApiKeyTerms.LongestOwner));
        var isAdministrator = caller.Roles.Contains(Role.Administrator);
        var own = caller.ScopeFor(AccessAction.ReadOperators).Operator;
        owner ??= own;
        if (owner is null && !query.Faults.Has("owner"))
        {
            query.Wrong("owner", FaultCode.Required, new("须指明所属单位。", "Name the owner."));
        }

        query.ThrowIfInvalid();
        var keys = isAdministrator || owner == own ? await store.KeysOfAsync(owner!, context.RequestAborted) : [];
        return Results.Json(new([.. keys.Select(ViewOf)]), AdministrationJson.Wire.KeyListView);
    }

    private async Task<IResult> CreateAsync(HttpContext context)
    {
        if (Administrators.Refusal(context, options, time) is { } refusal)
        {
            return refusal;
        }

        var now = Instant.From(time.GetUtcNow());
        var faults = new QueryReader(context.Request.Query).Faults;
        using var body = await JsonBody.ReadAsync(context, LargestBody, faults, context.RequestAborted);
        var terms = new ApiKeyTerms
        {
            Name = body.RequiredText("name"),
            Owner = body.RequiredText("owner"),
            Roles = OneOf(body, "role", [body.RequiredText("role")], AccessRights.Roles),
            Actions = OneOf(body, "actions", body.Texts("actions", AccessRights.Actions.Count, isRequired: true), AccessRights.Actions),
            Provinces = body.Texts("provinces", 31).Aggregate(default(ProvinceSet), (all, text) => all.With(body.Province("provinces", text))),
            Addresses = Addresses(body),
            ExpiresAt = now + TimeSpan.FromDays(body.Number("days", 1, ApiKeyTerms.LongestLife.Days)),
        };
        body.RefuseOthers();
        if (faults.IsEmpty)
        {
            foreach (var (field, why) in terms.Faults(now))
            {
                faults.Add(field, FaultCode.Invalid, why);
            }
        }

        if (faults.IsEmpty && terms.Roles.Contains(Role.Operator) && (await store.FindOperatorAsync(terms.Owner, context.RequestAborted)).Value is null)
        {
            // Every call with such a key would be refused.
            faults.Add("owner", FaultCode.Invalid, OperatorEndpoints.NotRegistered(terms.Owner));
        }

        faults.ThrowIfAny();
        var draft = ApiKeyText.Make(RandomNumberGenerator.GetBytes(ApiKeyText.RandomLength));
        context.Look().Object = ("key", draft.Id);
        var result = await store.CreateKeyAsync(draft, terms, Administrators.NameOf(context.Caller()), context.RequestAborted);
        if (result.Created is not { } key)
        {
            var ids = string.Join(", ", result.Active.Select(k => k.Id));
            return new ProblemResult(ProblemCode.TooManyKeys, new(
                $"{terms.Owner} 已有 {result.Active.Count} 个名为“{terms.Name}”的有效密钥（{ids}）；请先吊销其中一个。",
                $"{terms.Owner} has {result.Active.Count} active keys named '{terms.Name}' ({ids}); revoke one of them first."));
        }

        context.Did("key", key.Id, Deeds.Created, GivenTo(key.Terms));
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(new(draft.Text, ViewOf(key)), AdministrationJson.Wire.CreatedKeyView, statusCode: StatusCodes.Status201Created);
    }

    private async Task<IResult> RevokeAsync(string id, HttpContext context)
    {
        new QueryReader(context.Request.Query).ThrowIfInvalid();
        if (Administrators.Refusal(context, options, time) is { } refusal)
        {
            return refusal;
        }

        context.Look().Object = ("key", id);
        if (await store.RevokeKeyAsync(id, Administrators.NameOf(context.Caller()), context.RequestAborted) is not { } revocation)
        {
            return Problems.NotFound(new($"没有标识为 {id} 的密钥。", $"There is no key with the id {id}."));
        }

        context.Did("key", id, revocation.IsNew ? Deeds.Revoked : Deeds.Unchanged);
        return Results.Json(ViewOf(revocation.Key), AdministrationJson.Wire.KeyView);
    }

    private async Task<IResult> EndSessionsAsync(HttpContext context)
    {
        if (Administrators.Refusal(context, options, time) is { } refusal)
        {
            return refusal;
        }

        var faults = new QueryReader(context.Request.Query).Faults;
        using var body = await JsonBody.ReadAsync(context, LargestBody, faults, context.RequestAborted);
        var (issuer, subject) = (body.RequiredText("issuer"), body.RequiredText("subject"));
        body.RefuseOthers();
        faults.ThrowIfAny();
        var person = $"{issuer} {subject}";
        context.Look().Object = ("person", person);
        var ended = await store.EndSessionsOfAsync(issuer, subject, Administrators.NameOf(context.Caller()), context.RequestAborted);
        context.Did("person", person, ended > 0 ? Deeds.SessionsEnded : Deeds.Unchanged);
        return Results.Json(new(ended), AdministrationJson.Wire.EndedSessionsView);
    }

    private static FrozenSet<T> OneOf<T>(JsonBody body, string name, IReadOnlyList<string> words, IReadOnlyDictionary<string, T> known)
    {
        if (words.Any(w => !known.ContainsKey(w)) && !body.Faults.Has(name))
        {
            var all = string.Join(", ", known.Keys.Order(StringComparer.Ordinal));
            body.Faults.Add(name, FaultCode.Invalid, new($"应为以下之一：{all}。", $"Expected one of {all}."));
        }

        return words.Where(known.ContainsKey).Select(w => known[w]).ToFrozenSet();
    }

    private static List<AddressRange> Addresses(JsonBody body)
    {
        var ranges = new List<AddressRange>();
        foreach (var (i, text) in body.Texts("addresses", ApiKeyTerms.MostRanges).Index())
        {
            if (AddressRange.TryParse(text, out var range, out var why))
            {
                ranges.Add(range);
            }
            else
            {
                body.Faults.Add($"addresses[{i}]", FaultCode.Invalid, why);
            }
        }

        return ranges;
    }

    /// <summary>What a key may do and for whom, for the audit record. The owner is last: it is the one text that is free.</summary>
    private static string GivenTo(ApiKeyTerms terms) =>
        $"as {string.Join(' ', terms.Roles.Order().Select(AccessRights.NameOf))} with {string.Join(' ', terms.Actions.Order().Select(AccessRights.NameOf))} "
        + $"for {terms.Owner}";

    private static KeyView ViewOf(AccessKey key) => new(
        key.Id,
        key.Terms.Name,
        key.Terms.Owner,
        [.. key.Terms.Roles.Order().Select(AccessRights.NameOf)],
        [.. key.Terms.Actions.Order().Select(AccessRights.NameOf)],
        [.. key.Terms.Provinces.Provinces().Select(p => p.ToString())],
        [.. key.Terms.Addresses.Select(a => a.ToString())],
        key.CreatedAt,
        key.Terms.ExpiresAt,
        key.LastUsedAt,
        key.RevokedAt);
}
