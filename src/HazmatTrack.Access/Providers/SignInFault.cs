using Microsoft.AspNetCore.Authentication;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace HazmatTrack.Access.Providers;

/// <summary>Names why somebody did not come in by a provider: for the audit record, the metrics and the page.</summary>
internal static class SignInFault
{
    /// <summary>The person, or the provider at their wish, did not go on.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>The provider does not answer.</summary>
    public const string Unreachable = "provider-unreachable";

    /// <param name="failure">What the framework, or the mapping of the claims, says.</param>
    public static string NameOf(Exception? failure)
    {
        for (var e = failure; e is not null; e = e.InnerException)
        {
            if (Known(e) is { } name)
            {
                return name;
            }
        }

        return failure is AuthenticationFailureException ? "not-begun-here" : "other";
    }

    private static string? Known(Exception failure) => failure switch
    {
        RefusedPersonException refused => refused.Code,
        SecurityTokenInvalidIssuerException => "wrong-issuer",
        SecurityTokenInvalidAudienceException => "wrong-audience",
        SecurityTokenInvalidAlgorithmException => "wrong-algorithm",
        SecurityTokenInvalidTypeException => "wrong-type",
        SecurityTokenSignatureKeyNotFoundException => "unknown-key",
        SecurityTokenInvalidSignatureException or SecurityTokenInvalidSigningKeyException => "wrong-signature",
        SecurityTokenExpiredException or SecurityTokenNoExpirationException or SecurityTokenNotYetValidException
            or SecurityTokenInvalidLifetimeException => "expired",
        SecurityTokenException or SecurityTokenArgumentException => "wrong-token",
        OpenIdConnectProtocolInvalidNonceException => "wrong-nonce",
        OpenIdConnectProtocolException protocol => protocol.Data["error"] switch
        {
            "access_denied" => Cancelled,
            "invalid_grant" => "code-refused",
            _ => "provider-refused",
        },
        HttpRequestException or IOException or TimeoutException or TaskCanceledException => Unreachable,
        _ => null,
    };
}
