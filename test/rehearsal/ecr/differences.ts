const API = "https://docs.aws.amazon.com/AmazonECR/latest/APIReference";
const XML = "moto answers with XML where ECR's protocol has JSON, which the SDK cannot read";

/** Differences between our ECR and moto 5.2.3. Ours does what AWS documents, unless the text says otherwise. */
export const differences: Record<string, string> = {
  "a repository name of one letter": `moto lets it pass; names have 2 to 256 characters: ${API}/API_CreateRepository.html`,
  "a registry password lasts twelve hours": `moto's passwords expired in 2015; ECR's last 12 hours: ${API}/API_GetAuthorizationToken.html`,
  "a key that there is not": `${XML}; ours says UnrecognizedClientException: ${API}/CommonErrors.html`,
  "a secret that is wrong": `${XML}; ours says InvalidSignatureException: https://docs.aws.amazon.com/general/latest/gr/signature-v4-troubleshooting.html`,
  "an image is got by its digest": `moto adds one of the image's tags; ours gives back the digest that was asked for, and AWS's documentation says nothing of a tag then: ${API}/API_BatchGetImage.html`,
  "a digest that is not there is got": `moto names a tag "null" in the failure; ECR names what was asked for: ${API}/API_ImageFailure.html`,
};
