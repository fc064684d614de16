using System.Security.Claims;
using System.Text.Encodings.Web;
using HazmatTrack.Access.Directory;
using HazmatTrack.Access.Limits;
using HazmatTrack.Http.Access;
using HazmatTrack.Storage.Access.Memory;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace HazmatTrack.Access.Keys;

/// <summary>Reads the header <c>X-Api-Key</c>. A key in an address would be in logs and histories, so it is read nowhere else (ASVS 5.0, 14.2.1).</summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, AccessDirectory directory, KeyGuesses guesses,
    AccessMetrics metrics)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Key";
    public const string Header = "X-Api-Key";

    /// <exception cref="AccessUnavailableException">The store does not answer, so that nobody is let in.</exception>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var given = Request.Headers[Header];
        if (Context.IsOpenToEverybody() || given.Count != 1 || given[0] is not { Length: > 0 } text)
        {
            return AuthenticateResult.NoResult();
        }

        var address = Context.Connection.RemoteIpAddress;
        if (!directory.TryKey(text, address, out var answer))
        {
            if (!guesses.MayAsk(address))
            {
                return AuthenticateResult.Fail("Too many keys that are not known came from this address.");
            }

            answer = await directory.KeyAsync(text, address, Context.RequestAborted);
        }

        if (answer.Caller is null)
        {
            metrics.KeyRefused(answer.Outcome);

            // The caller learns no more than that it is refused; the record has which key it was, where it is one, and why.
            Context.Look().Object = ("key", $"{answer.Id} {answer.Outcome}".TrimStart());
            Context.Look().RefusedKey = answer.Id;
        }

        return answer switch
        {
            { Caller: { } caller } => AuthenticateResult.Success(new(new ClaimsPrincipal(new CallerIdentity(caller, SchemeName)), SchemeName)),
            { Outcome: AccessOutcome.Unavailable } => throw new AccessUnavailableException(directory.Status.ReadAt),
            _ => AuthenticateResult.Fail($"Key refused: {answer.Outcome}."),
        };
    }
}
