using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http.Errors;

namespace HazmatTrack.Http.Access;

/// <summary>What a call hands out or changes, for the audit record: its endpoint fills in what it knows before it answers.</summary>
internal sealed class Look
{
    /// <summary>The vehicles that the answer names, or that the call has changed.</summary>
    public IReadOnlyCollection<VehicleId> Vehicles { get; set; } = [];

    /// <summary>The kind of object, such as <c>alert</c>, and its id.</summary>
    public (string Kind, string Id)? Object { get; set; }

    /// <summary>The span of event time that was asked for.</summary>
    public (Instant From, Instant To)? Span { get; set; }

    /// <summary>How many rows are handed out; null where it is not known before they are.</summary>
    public long? Rows { get; set; }

    /// <summary>Who acts, where the call itself finds it out: at sign-in.</summary>
    public Caller? Caller { get; set; }

    /// <summary>
    /// The id of the key of a refused call, where its secret was right though nobody is let in, as with a key that was revoked. Null where that is not sure:
    /// anybody can name the key of another.
    /// </summary>
    public string? RefusedKey { get; set; }

    /// <summary>Why, where the endpoint asks for a purpose.</summary>
    public (Purpose Purpose, string? Case)? Purpose { get; set; }
}

/// <summary>Finds the look of a call, and reads its purpose.</summary>
internal static class Looks
{
    public static Look Look(this HttpContext context)
    {
        if (context.Features.Get<Look>() is { } known)
        {
            return known;
        }

        var look = new Look();
        context.Features.Set(look);
        return look;
    }

    /// <summary>Reads why the call is made, for its look.</summary>
    /// <exception cref="InvalidRequestException">The call states no purpose, one that its caller cannot have, or no case where it wants one.</exception>
    public static void TakePurpose(this HttpContext context) =>
        context.Look().Purpose = context.RequestServices.GetRequiredService<Purposes>().Read(context.Request.Headers, context.Caller());
}
